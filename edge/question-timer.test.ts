/** Questions that are due at once: one that cannot be stored holds up no other. */
import { appOrder, line, testId } from "@crema/shared/domain/order/order.test-fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ManualTimers, manualTimers } from "./box.test-fixture.ts";
import { createQuestionTimer } from "./question-timer.ts";
import { approved, openTestStore, type TestStore, testClock, unwrap } from "./store.test-fixture.ts";

const AGAIN_MS = 20_000;
const AT = "2026-05-04T08:00:00.000Z";

let timers: ManualTimers;
let store: TestStore;
let errors: string[];
beforeEach(async () => {
  const clock = testClock();
  timers = manualTimers(clock);
  store = await openTestStore({ clock, timers });
  store.time.trust(clock.now());
  errors = [];
});
afterEach(() => store.dispose());

let sent = 0;
/** An order of the app that the store decides, with its one line asked about. */
async function asked(n: number): Promise<string> {
  const order_id = testId(0xa0 + n);
  const order = appOrder("OFFERED", { order_id, ticket_number: null, business_day: null, lines: [{ ...line, line_id: testId(0xb0 + n) }] });
  const confirmed = { kind: "order.confirmed", at: AT, event_id: testId(0xd0 + n), order_seq: 1, order_id, status: "PLACED" } as const;
  const commands = [{ kind: "order.offered", at: AT, order } as const, confirmed];
  const entries = commands.map((command) => ({ seq: ++sent, id: testId(0xc000 + sent), command }));
  await store.sync.down.applyInbox(entries, null);
  const { amendments, total_cents } = order;
  const question = { line_id: testId(0xb0 + n), qty: 1, options: [], decided: null, reason: null };
  unwrap(await store.commands.askSubstitute(order_id, { ...question, shown: { amendments, total_cents }, manager_pin: null }, approved));
  return order_id;
}

/** Until the returned function is called, the order's row cannot be written. */
function unwritable(orderId: string): () => void {
  store.db.exec(`CREATE TRIGGER stuck BEFORE UPDATE ON orders WHEN old.order_id = '${orderId}' BEGIN SELECT RAISE(ABORT, 'stuck'); END`);
  return () => store.db.exec("DROP TRIGGER stuck");
}

const isOpen = (orderId: string) => store.queries.order(orderId)?.order.question !== null;
/** Each commit takes a turn, what follows of it another. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("one that cannot be stored is reported and tried again, and keeps no other from being settled in its time", async () => {
  sent = store.tables.box.position().inbox_seq;
  const [stuck, other] = [await asked(1), await asked(2)];
  const writableAgain = unwritable(stuck);
  const onError = (error: unknown) => errors.push(String(error));
  const timer = createQuestionTimer({ commands: store.context, changeBus: store.changeBus, clock: store.time, timers, onError });
  await timer.start();
  timers.advance(5 * 60_000);
  await turns();
  // A wait that was cut to the longest one looks once more.
  timers.advance(0);
  await turns();
  expect([isOpen(stuck), isOpen(other)]).toEqual([true, false]);
  expect(errors).toEqual([expect.stringContaining(stuck)]);
  writableAgain();
  timers.advance(AGAIN_MS - 1);
  await turns();
  expect([isOpen(stuck), errors.length]).toEqual([true, 1]);
  timers.advance(1);
  await turns();
  expect(isOpen(stuck)).toBe(false);
  await timer.stop();
});

test("nor does the wait until it is tried again", async () => {
  sent = store.tables.box.position().inbox_seq;
  const stuck = await asked(1);
  unwritable(stuck);
  store.clock.advance(10_000);
  const other = await asked(2);
  const onError = (error: unknown) => errors.push(String(error));
  const timer = createQuestionTimer({ commands: store.context, changeBus: store.changeBus, clock: store.time, timers, onError });
  store.clock.advance(5 * 60_000 - 10_000);
  await timer.start();
  await turns();
  expect([isOpen(stuck), isOpen(other), errors.length]).toEqual([true, true, 1]);
  timers.advance(10_000);
  await turns();
  expect([isOpen(stuck), isOpen(other), errors.length]).toEqual([true, false, 1]);
  await timer.stop();
});
