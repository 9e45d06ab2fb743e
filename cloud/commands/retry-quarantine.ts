/**
 * Tries a store's quarantined events again, in the order of its log, after a fix. Easy to get wrong: a status event stays
 * behind an earlier one of its order that is refused again (U6), and an event that applies is marked, never taken away.
 */
import { iso } from "@crema/shared/clock";
import { ok, type Result, refuse } from "@crema/shared/errors";
import { isStoreEvent } from "@crema/shared/events";
import { type Intake, readBodies } from "@crema/sync/batch-intake";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { applyEvent, isMoney, nothingKnown, prepareEvents } from "../db/apply-event.ts";
import { plain } from "../db/insert.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { CommandParts } from "./command-parts.ts";

/** Events per call; the answer says how many remain. */
const AT_ONCE = 1_000;

interface Waiting {
  epoch: number;
  seq: number;
  hash: string;
  body: Buffer;
}

type Attempt = { row: Waiting; code: string; detail: string } | { row: Waiting; code: null };

export async function retryQuarantine(
  { executor, clock }: CommandParts,
  storeId: string,
): Promise<Result<{ applied: number; remaining: number }>> {
  return executor.execute(async (unit) => {
    if (!(await unit.lockLink(storeId))) return refuse("store.not_found", `There is no store ${storeId}.`);
    const waiting = await unit.client.query<Waiting>(
      "SELECT epoch, seq, hash, body FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL ORDER BY epoch, seq LIMIT $2 FOR UPDATE",
      [storeId, AT_ONCE],
    );
    const attempts = await attemptAll(unit, storeId, waiting.rows);
    const applied = attempts.filter((attempt) => attempt.code === null).map((attempt) => attempt.row);
    await unit.client.query(
      `UPDATE quarantine SET resolved_at = $2 FROM unnest($3::int[], $4::bigint[]) AS done (epoch, seq)
       WHERE store_id = $1 AND quarantine.epoch = done.epoch AND quarantine.seq = done.seq`,
      [storeId, iso(clock.now()), applied.map((row) => row.epoch), applied.map((row) => row.seq)],
    );
    for (const attempt of attempts) {
      if (attempt.code === null) continue;
      const { epoch, seq } = attempt.row;
      await unit.client.query("UPDATE quarantine SET code = $4, detail = $5 WHERE store_id = $1 AND epoch = $2 AND seq = $3", [
        storeId,
        epoch,
        seq,
        attempt.code,
        plain(attempt.detail),
      ]);
    }
    const left = await unit.client.query<{ n: number }>(
      "SELECT count(*) AS n FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL",
      [storeId],
    );
    return ok({ applied: applied.length, remaining: left.rows[0]?.n ?? 0 });
  });
}

async function attemptAll(unit: UnitOfWork, storeId: string, rows: readonly Waiting[]): Promise<Attempt[]> {
  const read = rows.map((row) => ({ row, intake: intakeOf(row, storeId) }));
  const known = nothingKnown();
  await prepareEvents(
    unit,
    known,
    storeId,
    read.flatMap(({ intake }) => intake.event ?? []),
  );
  const stuck = new Set<string>();
  return read.map(({ row, intake }): Attempt => {
    if (intake.event === null) return { row, code: intake.code, detail: intake.detail };
    const { event } = intake;
    const waitsWith = isMoney(event) || isStoreEvent(event) ? null : event.order_id;
    if (waitsWith !== null && stuck.has(waitsWith))
      return { row, code: "event.waits", detail: "An earlier event of the order is in quarantine." };
    const applied = applyEvent(unit, known, event);
    if (applied.ok) return { row, code: null };
    if (waitsWith !== null) stuck.add(waitsWith);
    return { row, code: applied.refusal.code, detail: applied.refusal.detail };
  });
}

/** As ingest reads it, older versions brought to today's. */
function intakeOf(row: Waiting, storeId: string): Intake {
  const logged = { seq: row.seq, prev_hash: GENESIS_HASH, hash: row.hash, body: row.body.toString("utf8") };
  const read = readBodies([logged], storeId);
  const intake = read.ok ? read.value[0] : undefined;
  return intake ?? { logged, event: null, code: "event.unreadable", detail: "Written in a version that is not known here." };
}
