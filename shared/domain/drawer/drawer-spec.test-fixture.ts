/** Drawer sessions in every state and the context of a decision, for tests. */
import { cents } from "../kernel/money.ts";
import { ana, later, STORE, T0, testId, testIds } from "../order/order.test-fixture.ts";
import type { DrawerContext } from "./decide.ts";
import type { DrawerIn, DrawerMovement } from "./drawer.ts";
import { cashTotals } from "./expected.ts";

export const SESSION_ID = testId(0x700);

export const openDrawer = (float = 10_000): DrawerIn<"OPEN"> => ({
  status: "OPEN",
  session_id: SESSION_ID,
  store_id: STORE,
  currency: "EUR",
  business_day: "2026-05-04",
  float_cents: cents(float),
  opened_at: T0,
  opened_by: ana,
});

export const countedDrawer = (counted: number, facts: number, float = 10_000): DrawerIn<"COUNTED"> => ({
  ...openDrawer(float),
  status: "COUNTED",
  counted_cents: cents(counted),
  counted_facts: facts,
  counted_at: later(30),
  counted_by: ana,
});

export const closedDrawer = (): DrawerIn<"CLOSED"> => ({
  ...countedDrawer(10_000, 0),
  status: "CLOSED",
  closed_at: later(40),
  closed_by: ana,
  z_number: "A-Z0001",
});

export const movement = (kind: DrawerMovement["kind"], amount: number, changes: Partial<DrawerMovement> = {}): DrawerMovement => ({
  movement_id: testId(0x710),
  store_id: STORE,
  session_id: SESSION_ID,
  kind,
  amount_cents: cents(amount),
  currency: "EUR",
  reason: "change for the bank",
  actor: ana,
  at: T0,
  business_day: "2026-05-04",
  ...changes,
});

export const drawerContext = (changes: Partial<DrawerContext> = {}): DrawerContext => ({
  at: later(60),
  newId: testIds(0x7000),
  actor: ana,
  storeId: STORE,
  currency: "EUR",
  businessDay: "2026-05-04",
  managerApproved: false,
  cash: cashTotals(SESSION_ID, { payments: [], refunds: [], movements: [] }),
  isCashFree: false,
  till: null,
  coversStore: true,
  lastZAt: null,
  unreported: { days: [], outside_session_cents: cents(0), online_refunds: [] },
  newZNumber: () => "A-Z0001",
  ...changes,
});
