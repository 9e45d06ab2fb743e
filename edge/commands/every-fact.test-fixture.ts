/** What reports have to come to, in tests: every fact of a box, and the figures of its days. */
import { type DayTotals, storeFacts, type totalsByDay } from "@crema/shared/domain/drawer/report";
import type { TestStore } from "../store.test-fixture.ts";

export function everyFact({ db, tables }: TestStore): Parameters<typeof totalsByDay>[0] {
  const ids = (table: string, column: string, where = "1") =>
    db.prepare<[], string>(`SELECT ${column} FROM ${table} WHERE ${where}`).pluck().all() as string[];
  const there = <T>(fact: T | null | undefined): T[] => (fact ? [fact] : []);
  return storeFacts(
    ids("orders", "order_id").flatMap((id) => there(tables.orders.read(id)?.order)),
    {
      payments: ids("payments", "payment_id").flatMap((id) => there(tables.money.payment(id))),
      refunds: ids("refunds", "refund_id").flatMap((id) => there(tables.money.refund(id))),
      movements: ids("drawer_movements", "movement_id").flatMap((id) => there(tables.drawer.movement(id))),
    },
  );
}

/** The sum of all figures of several days. */
export function figures(deps: readonly DayTotals[]): Record<string, number> {
  const sums: Record<string, number> = {};
  const add = (name: string, value: number) => {
    sums[name] = (sums[name] ?? 0) + value;
  };
  for (const part of deps) {
    for (const [name, value] of Object.entries(part)) if (typeof value === "number") add(name, value);
    for (const list of ["taxes", "refund_taxes"] as const)
      for (const tax of part[list] ?? [])
        for (const name of ["tax_cents", "net_cents"] as const)
          add(`${list} ${name} ${tax.rate_ppm} ${tax.name} ${tax.is_exempt}`, tax[name]);
    for (const { by, ...sum } of part.voids ?? [])
      for (const name of ["count", "amount_cents"] as const) add(`voids ${by.name} ${name}`, sum[name]);
    for (const list of ["tenders", "refunds", "corrections"] as const)
      for (const sum of part[list] ?? [])
        for (const name of ["count", "amount_cents", "tip_cents"] as const) add(`${list} ${sum.method} ${name}`, sum[name]);
  }
  return sums;
}
