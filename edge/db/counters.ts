/**
 * Ticket, receipt and Z numbers, minted inside the command's transaction: a refusal rolls the number back, so receipts
 * have no gaps. Without a profile there is no business day: tickets called out then are numbered under "", and every
 * later day starts above them, so that no two cups of one day bear the same number.
 */
import { receiptNumber, ticketNumber, zNumber } from "@crema/shared/domain/order/ticket";
import type { Db } from "./database.ts";
import type { CounterName } from "./schema.ts";

export interface Counters {
  nextTicket(epoch: number, businessDay: string | null): string;
  nextReceipt(epoch: number): string;
  nextZ(epoch: number): string;
}

export function prepareCounters(db: Db): Counters {
  const next = db.prepare<[string, string], { value: number }>(
    "UPDATE counters SET value = value + 1 WHERE name = ? AND scope = ? RETURNING value",
  );
  const first = db.prepare<[string, string, string], { value: number }>(
    `INSERT INTO counters (name, scope, value)
     VALUES (?, ?, 1 + COALESCE((SELECT value FROM counters WHERE name = ? AND scope = ''), 0)) RETURNING value`,
  );
  function mint(name: CounterName, scope: string): number {
    const row = next.get(name, scope) ?? first.get(name, scope, name);
    if (!row) throw new Error(`no ${name} number`);
    return row.value;
  }
  return {
    nextTicket: (epoch, businessDay) => ticketNumber(epoch, mint("ticket", businessDay ?? "")),
    nextReceipt: (epoch) => receiptNumber(epoch, mint("receipt", String(epoch))),
    nextZ: (epoch) => zNumber(epoch, mint("z", String(epoch))),
  };
}
