/**
 * Tries a store's quarantined events again, in the order of its log, after a fix. Easy to get wrong: a status event stays
 * behind an earlier one of its order that is refused again (U6), and an event that applies is marked, never taken away.
 */
import { iso } from "@crema/shared/clock";
import { ok, type Result, refuse } from "@crema/shared/errors";
import { EdgeEvent, isStatusEvent } from "@crema/shared/events";
import { applyEvent, prepareEvents } from "../db/ingest-transaction.ts";
import { plain } from "../db/insert.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { CommandParts } from "./command-parts.ts";

/** Events per call; the answer says how many remain. */
const AT_ONCE = 1_000;

interface Waiting {
  epoch: number;
  seq: number;
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
      "SELECT epoch, seq, body FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL ORDER BY epoch, seq LIMIT $2 FOR UPDATE",
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
  const read = rows.map((row) => ({ row, event: readEvent(row.body) }));
  const known = { eventIds: new Set<string>(), moneyIds: new Set<string>(), quarantinedOrders: new Set<string>() };
  await prepareEvents(
    unit,
    known,
    storeId,
    read.flatMap(({ event }) => event ?? []),
  );
  const stuck = new Set<string>();
  return read.map(({ row, event }): Attempt => {
    if (!event) return { row, code: "request.invalid", detail: "This release cannot read the event." };
    if (isStatusEvent(event) && stuck.has(event.order_id)) {
      return { row, code: "order.out_of_sequence", detail: "An earlier event of the order is still in quarantine." };
    }
    const applied = applyEvent(unit, known, event);
    if (applied.ok) return { row, code: null };
    if (event.type !== "item.availability_changed") stuck.add(event.order_id);
    return { row, code: applied.refusal.code, detail: applied.refusal.detail };
  });
}

function readEvent(body: Buffer): EdgeEvent | null {
  try {
    const parsed = EdgeEvent.safeParse(JSON.parse(body.toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
