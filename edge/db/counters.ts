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
  /** Of a guest's held ticket, S1 to S999 and again from S1: no clock decides it, and none comes twice in a day. */
  nextGuest(): string;
}

/** `mark`: the restore_mark of the box. */
interface Minted {
  readonly value: number;
  readonly mark: string;
}

export function prepareCounters(db: Db): Counters {
  const next = db.prepare<[string, string], Minted>(
    "UPDATE counters SET value = value + 1 WHERE name = ? AND scope = ? RETURNING value, (SELECT restore_mark FROM box) AS mark",
  );
  const first = db.prepare<[string, string, string], Minted>(
    `INSERT INTO counters (name, scope, value)
     VALUES (?, ?, 1 + COALESCE((SELECT value FROM counters WHERE name = ? AND scope = ''), 0))
     RETURNING value, (SELECT restore_mark FROM box) AS mark`,
  );
  const guest = db.prepare<[], { value: number }>(
    `INSERT INTO counters (name, scope, value) VALUES ('guest', '', 1)
     ON CONFLICT (name, scope) DO UPDATE SET value = value % 999 + 1 RETURNING value`,
  );
  function mint(name: CounterName, scope: string, write: (epoch: number, n: number, mark: string) => string, epoch: number): string {
    const row = next.get(name, scope) ?? first.get(name, scope, name);
    if (!row) throw new Error(`no ${name} number`);
    return write(epoch, row.value, row.mark);
  }
  return {
    nextTicket: (epoch, businessDay) => mint("ticket", businessDay ?? "", ticketNumber, epoch),
    nextReceipt: (epoch) => mint("receipt", String(epoch), receiptNumber, epoch),
    nextZ: (epoch) => mint("z", String(epoch), zNumber, epoch),
    nextGuest() {
      const row = guest.get();
      if (!row) throw new Error("no guest number");
      return `S${row.value}`;
    },
  };
}
