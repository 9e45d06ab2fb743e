/** Tills of a store, each at its own device, in tests of several drawers. */

import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { ZReport } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Caller, DrawerRequest } from "../ports.ts";
import { createdOrder, DEVICE_ID, espressos, STORE_ID, type TestStore, unwrap } from "../store.test-fixture.ts";

/** `store`: the one that is open now. */
export function tillAt(store: () => TestStore, number: number) {
  const device_id = DEVICE_ID.replace(/d$/, String(number));
  let keys = 0;
  const key = () => `till-${number}-${keys++}`;
  const cashier: Caller = {
    principal: { kind: "staff", staff_id: "ana", name: "Ana", role: "cashier", store_id: STORE_ID, device_id, device_kind: "pos" },
    actor: { kind: "staff", id: "ana", name: "Ana" },
    managerApproved: false,
  };
  const approved: Caller = { ...cashier, actor: { kind: "manager_approval", id: "mia", name: "Mia for Ana" }, managerApproved: true };
  const commands = () => store().commands;
  const drawer = (request: DrawerRequest, by = cashier) => commands().drawer(request, key(), by);
  const asManager = (request: DrawerRequest) => drawer(request, approved);
  const did = async (request: DrawerRequest) =>
    JSON.parse(unwrap(await asManager(request)).body) as { report: ZReport; session: DrawerSession };
  const count = (counted_cents: number) => did({ type: "count", counted_cents });
  const close = async (): Promise<ZReport> => (await did({ type: "close" })).report;
  const pay = (id: string, changes: object) =>
    commands().tender(
      id,
      { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: true, ...changes },
      key(),
      cashier,
    );
  /** Moves the order on, from this till. */
  async function step(id: string, expected_status: "PLACED" | "IN_PROGRESS" | "READY", to_status: "IN_PROGRESS" | "READY" | "COMPLETED") {
    unwrap(await commands().transition(id, { to_status, expected_status, reason: null }, cashier));
  }
  async function placed(): Promise<string> {
    return createdOrder(unwrap(await commands().place(espressos(), key(), cashier))).order_id;
  }
  /** Made, and to be paid. */
  async function ready(): Promise<string> {
    const id = await placed();
    await step(id, "PLACED", "IN_PROGRESS");
    await step(id, "IN_PROGRESS", "READY");
    return id;
  }
  return {
    device_id,
    drawer,
    asManager,
    did,
    count,
    close,
    pay,
    ready,
    placed,
    open: (float_cents: number, own = false) => did({ type: "open", float_cents, ...(own && { own: true as const }) }),
    ended: async (counted: number): Promise<ZReport> => {
      await count(counted);
      return close();
    },
    closeDay: async (): Promise<ZReport> => (await did({ type: "close_day" })).report,
    sold: async (changes: object = {}): Promise<string> => {
      const id = await ready();
      unwrap(await pay(id, changes));
      return id;
    },
    /** Paid, and not handed over. */
    paid: async (changes: object = {}): Promise<string> => {
      const id = await ready();
      unwrap(await pay(id, { ...changes, complete: false }));
      return id;
    },
    handOver: (id: string) => step(id, "READY", "COMPLETED"),
    refund: (id: string, amount: number | null = null) =>
      commands().refund(
        id,
        {
          payment_id: null,
          amount_cents: amount === null ? null : cents(amount),
          tip_cents: cents(0),
          reason: "cold",
          request_id: null,
          manager_pin: null,
        },
        key(),
        approved,
      ),
    /** The order's last tender, from this till. */
    correct: (id: string, changes: { method: "CASH" | "EXTERNAL_CARD"; reference?: string }) => {
      const payment = store().queries.moneyOf(id).payments.at(-1);
      const right = { amount_cents: null, tip_cents: null, tendered_cents: null, reference: null, reason: "slip", manager_pin: null };
      return commands().correctTender(id, payment?.payment_id ?? "", { ...right, ...changes }, key(), approved);
    },
  };
}
export type Till = ReturnType<typeof tillAt>;
