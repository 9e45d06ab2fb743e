/**
 * What one change costs the page of a full queue: 200 tickets on a TV, of which one after another is started at the box. A frame is what the
 * page's main thread does in one go until the change is painted, by Chromium's own trace.
 */
import { randomUUID } from "node:crypto";
import type { Chain } from "@crema/tools/dev/start-chain";
import { english as t } from "@crema/tools/words/english";
import { openBrowser, WIDTHS } from "../browser/browser.ts";
import { typicalOrder } from "./calls.ts";
import { median, percentile } from "./percentile.ts";
import { below, type Figure, ms } from "./report.ts";

const TICKETS = 200;
const CHANGES = 40;
const MOST_MS = 16;
/** Between two changes, so that each is drawn by itself. */
const APART_MS = 250;
/** Tasks that are closer to each other belong to one frame. */
const ONE_FRAME_MS = 4;
/** What a screen does while nothing happens is shorter. */
const LEAST_MS = 1;

export async function benchQueueFrames(chain: Chain): Promise<Figure[]> {
  const [store] = chain.file.stores;
  if (!store) throw new Error("the chain has no store");
  const body = await typicalOrder(store);
  const atTill = async <T>(path: string, json: string): Promise<T> => {
    const headers = {
      authorization: `Bearer ${store.deviceTokens.pos}`,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
    };
    const response = await fetch(`${store.url}${path}`, { method: "POST", headers, body: json });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const orderIds: string[] = [];
  while (orderIds.length < TICKETS) orderIds.push((await atTill<{ order_id: string }>("/v1/orders", body)).order_id);
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1920, height: WIDTHS[1920] } });
    await context.addCookies([{ name: `crema_device_${store.id}`, value: store.deviceTokens.barista, url: store.url }]);
    const page = await context.newPage();
    await page.goto(`${store.url}/barista`);
    const tickets = page.getByRole("listitem", { name: /^Order / });
    await tickets.nth(TICKETS - 1).waitFor({ state: "attached" });
    await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
    for (const orderId of orderIds.slice(0, CHANGES)) {
      await atTill(`/v1/orders/${orderId}/transition`, JSON.stringify({ expected_status: "PLACED", to_status: "IN_PROGRESS" }));
      await page.waitForTimeout(APART_MS);
    }
    const frames = framesOf(await browser.stopTracing()).slice(0, CHANGES);
    await page
      .getByRole("button", { name: t("queue.step.ready"), exact: true })
      .nth(CHANGES - 1)
      .waitFor({ state: "attached" });
    const name = `a change on a queue of ${TICKETS} tickets: its frame, p95 (median ${ms(median(frames))})`;
    return [below(name, percentile(frames, 0.95), MOST_MS, ms)];
  } finally {
    await browser.close();
  }
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, as `dur`. */
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/** Milliseconds of work, longest first. */
function framesOf(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents
    .filter(({ name, ph, pid, tid }) => ph === "X" && name.endsWith("RunTask") && threads.has(`${pid} ${tid}`))
    .map(({ ts, dur = 0 }) => ({ begin: ts / 1_000, end: (ts + dur) / 1_000 }))
    .sort((a, b) => a.begin - b.begin);
  const frames: { work: number; end: number }[] = [];
  for (const { begin, end } of tasks) {
    const last = frames.at(-1);
    if (!last || begin - last.end > ONE_FRAME_MS) frames.push({ work: end - begin, end });
    // A task within another is a part of it.
    else if (end > last.end) Object.assign(last, { work: last.work + end - Math.max(begin, last.end), end });
  }
  return frames
    .map(({ work }) => work)
    .filter((work) => work >= LEAST_MS)
    .sort((a, b) => b - a);
}
