/** What a counter does in tests of its drawer and reports, each time under a new key. */
import type { ZReport } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Caller } from "../ports.ts";
import { approved, cashier, createdOrder, espressos, type TestStore, unwrap } from "../store.test-fixture.ts";

type Command = Parameters<TestStore["commands"]["drawer"]>[0];

/** `store`: the one that is open now. */
export function counterOf(store: () => TestStore) {
  let keys = 0;
  const drawer = (command: Command, by: Caller = approved, key = `d-${keys++}`) => store().commands.drawer(command, key, by);
  const did = async (command: Command) => JSON.parse(unwrap(await drawer(command)).body) as { report: ZReport };
  const open = (float = 10_000) => did({ type: "open", float_cents: float });
  const count = (counted: number) => did({ type: "count", counted_cents: counted });
  const close = async (): Promise<ZReport> => (await did({ type: "close" })).report;
  const tender = async (id: string, changes: object = {}) =>
    unwrap(
      await store().commands.tender(
        id,
        { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: true, ...changes },
        `t-${keys++}`,
        cashier,
      ),
    );
  async function sold(changes: object = {}): Promise<string> {
    const created = createdOrder(unwrap(await store().commands.place(espressos(), `o-${keys++}`, cashier)));
    const id = created.order_id;
    unwrap(await store().commands.transition(id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
    unwrap(await store().commands.transition(id, { to_status: "READY", expected_status: "IN_PROGRESS", reason: null }, cashier));
    await tender(id, changes);
    return id;
  }
  const refund = (id: string, amount: number | null = null) =>
    store().commands.refund(
      id,
      {
        payment_id: null,
        amount_cents: amount === null ? null : cents(amount),
        tip_cents: cents(0),
        reason: "cold",
        request_id: null,
        manager_pin: null,
      },
      `r-${keys++}`,
      approved,
    );
  return { drawer, did, open, count, close, tender, sold, refund };
}
