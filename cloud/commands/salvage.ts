/**
 * Takes in what an exported log has and this cloud lacks, where the store has no box to re-log the disk (U8): each event in a
 * transaction of its own, under its old id. What does not fit changes nothing, is stored and is an exception; money always counts.
 */
import type { EdgeEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { isOfItsMoment } from "@crema/shared/domain/store-event-kinds";
import { readBodies } from "@crema/sync/cloud/parsed-batch";
import { ExportedEnd, ExportedEvent, ExportedHead } from "@crema/sync/protocol/exported-log";
import type { InboxRun } from "@crema/sync/protocol/hand-back";
import { chainFault } from "@crema/sync/protocol/log-hash";
import type { Database } from "../db/database.ts";
import type { LinkRow, UnitOfWork } from "../db/unit-of-work.ts";
import type { Executor } from "../executor.ts";
import { applyEvent, nothingKnown, prepareEvents } from "../sync/apply-event.ts";
import { knownEvents } from "../sync/known-events.ts";
import { applyHandIn, handInFault } from "../sync/rebuild/hand-in.ts";
import { setRelogAside } from "../sync/relogged.ts";

export interface Salvaged {
  readonly store_id: string;
  readonly events: number;
  readonly known: number;
  /** By what they tell. */
  readonly entered: Readonly<Record<string, number>>;
  readonly not_applied: number;
  /** Orders about which the disk had applied something that is not in the inbox here; null: the file has no inbox, or nothing was taken in. */
  readonly handed_in: number | null;
  /** Written by a release that is newer than this one, or damaged: they are on the disk alone. */
  readonly unreadable: number;
  readonly dry_run: boolean;
}

const ASKED_AT_ONCE = 1_000;

interface Missing {
  readonly event: EdgeEvent;
  readonly stored: ExportedEvent;
}

/** Refuses with disk.unreadable, disk.tampered, disk.foreign_store, store.not_found, enroll.store_has_box, store.rejoining. */
export async function salvage(
  { executor, pool }: { readonly executor: Executor; readonly pool: Database["pool"] },
  text: string,
  dry_run: boolean,
): Promise<Result<Salvaged>> {
  const read = readExport(text);
  if (!read.ok) return read;
  const { head, events } = read.value;
  const { store_id } = head;
  const node = await pool.query("SELECT FROM edge_nodes WHERE store_id = $1 AND node_id = $2", [store_id, head.node_id]);
  if (node.rowCount === 0) return refuse("disk.foreign_store", `No box of store ${store_id} had this disk, as far as is known here.`);
  const missing: Missing[] = [];
  let unreadable = 0;
  for (let from = 0; from < events.length; from += ASKED_AT_ONCE) {
    const page = readBodies(events.slice(from, from + ASKED_AT_ONCE), store_id);
    if (!page.ok) return page;
    unreadable += page.value.filter(({ event }) => event === null).length;
    const parsed = page.value.flatMap(({ event }, index) => (event ? [{ event, stored: events[from + index] }] : []));
    const ids = parsed.map(({ event }) => event.event_id);
    const known = new Set([...(await knownEvents(pool, store_id, ids)), ...(await knownPairings(pool, store_id, parsed))]);
    for (const { event, stored } of parsed)
      if (stored && !known.has(event.event_id) && !isOfItsMoment(event)) missing.push({ event, stored });
  }
  const handed = dry_run || head.inbox === undefined ? ok(null) : await handIn(executor, store_id, head.inbox);
  if (!handed.ok) return handed;
  const entered: Record<string, number> = {};
  let not_applied = 0;
  for (const { event, stored } of missing) {
    if (!dry_run) {
      const done = await executor.execute((unit) => take(unit, store_id, event, stored));
      if (!done.ok) return done;
      if (!done.value) not_applied += 1;
    }
    entered[event.type] = (entered[event.type] ?? 0) + 1;
  }
  return ok({
    store_id,
    events: events.length,
    known: events.length - missing.length - unreadable,
    entered,
    not_applied,
    handed_in: handed.value,
    unreadable,
    dry_run,
  });
}

/** What the disk has applied and the cloud has forgotten comes first, as in a re-log: what was made under it then has its order. */
async function handIn(executor: Executor, storeId: string, inbox: InboxRun): Promise<Result<number>> {
  const fault = handInFault(inbox, storeId);
  if (fault !== null) return refuse("disk.tampered", `${fault} Nothing was changed.`);
  return executor.execute(async (unit) => {
    const link = await lockWithoutBox(unit, storeId);
    return link.ok ? ok((await applyHandIn(unit, link.value, inbox)).order_ids.length) : link;
  });
}

async function lockWithoutBox(unit: UnitOfWork, storeId: string): Promise<Result<LinkRow>> {
  const link = await unit.lockLink(storeId);
  if (!link) return refuse("store.not_found", `There is no store ${storeId} here.`);
  if (link.node_id !== null)
    return refuse("enroll.store_has_box", `Store ${storeId} has a box: re-log the disk there, with crema-edge relog.`);
  if (link.frozen_by !== null) return refuse("store.rejoining", `Store ${storeId} is frozen; its freeze has to end first.`);
  return ok(link);
}

/** Pairings of devices that are known here. What has been said of them since counts: one that was signed out stays out. */
async function knownPairings(pool: Database["pool"], storeId: string, parsed: readonly { readonly event: EdgeEvent }[]): Promise<string[]> {
  const pairings = parsed.flatMap(({ event }) => (event.type === "device.paired" ? [event] : []));
  const ids = pairings.map(({ device }) => device.device_id);
  const found = await pool.query<{ device_id: string }>(
    "SELECT device_id FROM store_devices WHERE store_id = $1 AND device_id = ANY ($2::uuid[])",
    [storeId, ids],
  );
  const here = new Set(found.rows.map((row) => row.device_id));
  return pairings.flatMap(({ event_id, device }) => (here.has(device.device_id) ? [event_id] : []));
}

/** False: it did not fit, and is for a person. */
async function take(unit: UnitOfWork, storeId: string, event: EdgeEvent, stored: ExportedEvent): Promise<Result<boolean>> {
  const link = await lockWithoutBox(unit, storeId);
  if (!link.ok) return link;
  const known = nothingKnown();
  await prepareEvents(unit, known, storeId, [event]);
  const { epoch, seq, hash, body } = stored;
  const from = (is_applied: boolean): EdgeEvent => ({ ...event, relogged: { epoch, seq, is_applied } });
  // A box that had entered it from yet another disk may have said that it does not fit. Which facts a report covers only a box can compare.
  const first = from(event.type !== "drawer.closed" && event.type !== "day.closed" && (event.relogged?.is_applied ?? true));
  if (setRelogAside(unit, known, first, { epoch, seq, hash, body })) return ok(false);
  const applied = applyEvent(unit, known, first);
  if (applied.ok) return ok(true);
  return setRelogAside(unit, known, from(false), { epoch, seq, hash, body }) ? ok(false) : applied;
}

function readExport(text: string): Result<{ head: ExportedHead; events: ExportedEvent[] }> {
  const lines = text.split("\n").filter((line) => line !== "");
  const head = ExportedHead.safeParse(jsonOf(lines[0]));
  const end = ExportedEnd.safeParse(jsonOf(lines.at(-1)));
  if (!head.success || !end.success || end.data.events !== lines.length - 2)
    return refuse("disk.unreadable", "The file is not a whole export of a box's log. Nothing was changed.");
  const events: ExportedEvent[] = [];
  for (const line of lines.slice(1, -1)) {
    const event = ExportedEvent.safeParse(jsonOf(line));
    if (!event.success) return refuse("disk.unreadable", `Line ${events.length + 2} of the file is not an event. Nothing was changed.`);
    const before = events.at(-1);
    const run = before?.epoch === event.data.epoch ? [before, event.data] : [event.data];
    const fault = chainFault(run);
    if (fault !== null) return refuse("disk.tampered", `${fault.detail} Nothing was changed.`);
    events.push(event.data);
  }
  return ok({ head: head.data, events });
}

function jsonOf(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? "");
  } catch {
    return undefined;
  }
}
