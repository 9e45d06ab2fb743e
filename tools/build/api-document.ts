/**
 * What a side serves at /openapi.json, for a file beside its bundle: making it takes half a second, in which a box would serve
 * nobody. Made of the very routes that the side mounts. No handler runs for it but the document's own, so what the routes are
 * handed is never asked for anything.
 */
import { readFileSync } from "node:fs";
import { createCloudApp } from "@crema/cloud/app";
import { parseCloudSettings } from "@crema/cloud/settings";
import { buildApp } from "@crema/edge/app";
import { API_DOCUMENT } from "@crema/shared/server/docs-page";
import type { App } from "@crema/shared/server/mount";
import { describeProblems } from "@crema/shared/server/settings";
import { systemClock } from "@crema/shared/server/system";
import pino from "pino";

export type Side = "edge" | "cloud";

const log = pino({ level: "error" }, pino.destination(2));

/** May be taken apart and handed on, and throws when it is called. */
function unasked<T>(): T {
  const call = () => {
    throw new Error("a route was asked for more than its description");
  };
  const thing: unknown = new Proxy(call, { get: () => unasked() });
  return thing as T;
}

function edgeApp(): App {
  const { version } = JSON.parse(readFileSync(new URL("../../edge/package.json", import.meta.url), "utf8")) as { version: string };
  return buildApp({
    version,
    commands: unasked(),
    queries: unasked(),
    changeBus: unasked(),
    auth: {
      authenticate: () => ({ kind: "anonymous", address: "" }),
      staff: unasked(),
      pairing: unasked(),
      devices: unasked(),
      customerScreens: unasked(),
      endStreams: unasked(),
    },
    link: unasked(),
    enroll: unasked(),
    earlierOrders: unasked(),
    mailReceipt: unasked(),
    relog: unasked(),
    readiness: unasked(),
    pictures: unasked(),
    guestSheet: unasked(),
    streams: unasked(),
    queueStream: unasked(),
    customerScreens: unasked(),
    clock: systemClock,
    timers: unasked(),
    metrics: { registry: unasked(), request: () => undefined, committed: unasked() },
    log,
    newRequestId: () => "",
  });
}

function cloudApp(): App {
  const parsed = parseCloudSettings({});
  if (!parsed.ok) throw new Error(describeProblems(parsed.problems));
  const { limits, metricsToken, mostStreams, trustedProxies } = parsed.settings;
  return createCloudApp({
    ...{ limits, metricsToken, mostStreams, trustedProxies, log },
    secret: new Uint8Array(32),
    secureCookies: true,
    pushKey: null,
    messageChannels: new Set(),
    commands: unasked(),
    queries: unasked(),
    changeNotifier: unasked(),
    payments: null,
    pool: unasked(),
    certificates: unasked(),
    ingest: unasked(),
    join: unasked(),
    handIn: unasked(),
    shape: unasked(),
    clock: systemClock,
    timers: unasked(),
    newId: () => "",
    randomBytes: unasked(),
    closing: new AbortController().signal,
    notReady: unasked(),
  }).app;
}

export async function apiDocumentOf(side: Side): Promise<string> {
  const app = { edge: edgeApp, cloud: cloudApp }[side]();
  const response = await app.request(API_DOCUMENT);
  const text = await response.text();
  if (!response.ok) throw new Error(`${side} does not describe itself: ${text}`);
  return text;
}
