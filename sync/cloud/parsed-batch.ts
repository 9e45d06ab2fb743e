/**
 * A batch before any lock is taken: whether it can be read, who sends it, and what its bodies say (U2, U5, L5, L6).
 * A batch of a newer wire need not fit today's schema, so its version is read first, by itself.
 */

import { EdgeEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { z } from "zod";
import { fitsLog } from "../protocol/log-hash.ts";
import { type LoggedEvent, MAX_BATCH_BYTES, UpBatch } from "../protocol/up.ts";
import { bodyVersion, upcastBatch, upcastBody } from "../protocol/upcast.ts";
import { isBodyVersion, isSupported, OLDEST_SUPPORTED_VERSION, PROTOCOL_VERSION } from "../protocol/version.ts";

/** The sender, as the token says. */
export interface BoxPrincipal {
  readonly node_id: string;
  readonly store_id: string;
  readonly epoch: number;
}

/** A log entry with its parsed event, or why it cannot be parsed. */
export type ParsedEvent =
  | { readonly logged: LoggedEvent; readonly event: EdgeEvent }
  | { readonly logged: LoggedEvent; readonly event: null; readonly code: QuarantineCode; readonly detail: string };

/** Why an event waits for a person, in addition to the refusals of the domain. */
export type QuarantineCode = "event.unreadable" | "event.unknown_type" | "event.foreign_store" | "event.waits";

export const Versioned = z.looseObject({ protocol_version: z.number().int() });

/** The JSON of a request as a batch. Refuses with sync.upgrade_required or request.invalid. */
export function readBatch(json: unknown): Result<UpBatch> {
  const versioned = Versioned.safeParse(json);
  if (!versioned.success) return refuse("request.invalid", "The batch does not say its protocol_version.");
  const version = versioned.data.protocol_version;
  if (!isSupported(version)) return versionRefusal(version);
  const batch = UpBatch.safeParse(upcastBatch(version, json));
  if (batch.success) return ok(batch.data);
  const fields = batch.error.issues
    .slice(0, 20)
    .map((issue) => ({ field: `/${issue.path.map(String).join("/")}`, message: issue.message }));
  return refuse("request.invalid", `${fields[0]?.field ?? "/"}: ${fields[0]?.message ?? "unknown shape"}`, { fields });
}

/** The checks of a batch that do not depend on what the cloud already has. */
export function checkBatch(batch: UpBatch, principal: BoxPrincipal): Result<null> {
  if (!isSupported(batch.protocol_version)) return versionRefusal(batch.protocol_version);
  if (batch.store_id !== principal.store_id) return refuse("auth.wrong_store", `The token is not for store ${batch.store_id}.`);
  if (batch.node_id !== principal.node_id) return refuse("auth.forbidden", "The token is not for this box.");
  if (!batch.events.every((event) => fitsLog(event.body))) return refuse("sync.too_large", "An event has more than 256 KiB.");
  const bytes = batch.events.reduce((sum, event) => sum + Buffer.byteLength(event.body), 0);
  // A single event always fits, so a batch that is too large has more than one and can be split.
  if (bytes > MAX_BATCH_BYTES) return refuse("sync.too_large", `The events of a batch have at most ${MAX_BATCH_BYTES} bytes.`);
  if (!batch.events.every((event, index) => event.seq === batch.from_seq + index)) {
    return refuse("request.invalid", "A batch is one run of the log that begins at from_seq.");
  }
  if (batch.from_seq + batch.events.length - 1 > batch.head_seq)
    return refuse("request.invalid", "The batch goes beyond its own head_seq.");
  return ok(null);
}

/** Parses the bodies into today's version. A body of a newer version makes the whole batch wait (L5). */
export function readBodies(events: readonly LoggedEvent[], storeId: string): Result<ParsedEvent[]> {
  const read: ParsedEvent[] = [];
  for (const logged of events) {
    const body = parse(logged.body);
    const version = bodyVersion(body);
    if (Number.isInteger(version) && version > PROTOCOL_VERSION) return versionRefusal(version);
    read.push(
      isBodyVersion(version)
        ? parsedEvent(logged, upcastBody(version, body), storeId)
        : unreadable(logged, `Written in version ${version}.`),
    );
  }
  return ok(read);
}

function parsedEvent(logged: LoggedEvent, body: unknown, storeId: string): ParsedEvent {
  if (body === undefined) return unreadable(logged, "The body is not JSON.");
  const parsed = EdgeEvent.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const unknownType = issue?.code === "invalid_union" && issue.path.join() === "type";
    if (unknownType) return { logged, event: null, code: "event.unknown_type", detail: "This version does not know the event's type." };
    return unreadable(logged, `${issue?.path.join("/") ?? ""}: ${issue?.message ?? "unknown shape"}`);
  }
  const foreign = foreignStore(parsed.data, storeId);
  if (foreign !== null) {
    return { logged, event: null, code: "event.foreign_store", detail: `In the log of ${storeId}, but about store ${foreign}.` };
  }
  return { logged, event: parsed.data };
}

/** A store may report only about itself, in the envelope and in everything inside. Returns what names another store. */
function foreignStore(event: EdgeEvent, storeId: string): string | null {
  const named = [event.store_id];
  if ("order" in event) named.push(event.order.store_id);
  if ("payment" in event) named.push(event.payment.store_id);
  if ("refund" in event) named.push(event.refund.store_id);
  if ("session" in event) named.push(event.session.store_id);
  if ("movement" in event) named.push(event.movement.store_id);
  if ("report" in event) named.push(event.report.store_id);
  return named.find((name) => name !== storeId) ?? null;
}

function unreadable(logged: LoggedEvent, detail: string): ParsedEvent {
  return { logged, event: null, code: "event.unreadable", detail };
}

export function versionRefusal(version: number): Result<never> {
  return refuse("sync.upgrade_required", `Got version ${version}; from ${OLDEST_SUPPORTED_VERSION} to ${PROTOCOL_VERSION} are known.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
