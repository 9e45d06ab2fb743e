import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { capture, orderIn, refundOf } from "../order/order.test-fixture.ts";
import { DrawerEvent } from "../store-events.ts";
import { type DrawerCommand, type DrawerContext, decideDrawer } from "./decide.ts";
import { DrawerSession } from "./drawer.ts";
import { closedDrawer, countedDrawer, drawerContext, movement, openDrawer, SESSION_ID } from "./drawer-spec.test-fixture.ts";
import { evolveDrawer } from "./evolve.ts";
import { cashTotals } from "./expected.ts";
import { storeFacts, totalsByDay } from "./report.ts";
import { DRAWER, type DrawerCommandType } from "./transitions.ts";

const COMMANDS: Record<DrawerCommandType, DrawerCommand> = {
  open: { type: "open", float_cents: 10_000 },
  pay_in: { type: "pay_in", amount_cents: 500, reason: "change" },
  pay_out: { type: "pay_out", amount_cents: 500, reason: "milk" },
  no_sale: { type: "no_sale", reason: "change for a guest" },
  count: { type: "count", counted_cents: 10_000 },
  close: { type: "close" },
  close_day: { type: "close_day" },
};
const SESSIONS = { NONE: null, OPEN: openDrawer(), COUNTED: countedDrawer(10_000, 0), CLOSED: closedDrawer() } as const;
const approved = { managerApproved: true };

const codeOf = (session: DrawerSession | null, command: DrawerCommand, changes: Partial<DrawerContext> = {}) => {
  const result = decideDrawer(session, command, drawerContext(changes));
  return result.ok ? null : result.refusal.code;
};
function done(session: DrawerSession | null, command: DrawerCommand, changes: Partial<DrawerContext> = {}) {
  const result = decideDrawer(session, command, drawerContext(changes));
  if (!result.ok) throw new Error(result.refusal.code);
  const [event] = result.value;
  if (!event || result.value.length !== 1) throw new Error("one event each");
  expect(DrawerEvent.parse(event)).toEqual(event);
  const after = evolveDrawer(session, event);
  if (after) expect(DrawerSession.parse(after)).toEqual(after);
  return { event, after };
}

describe("the drawer", () => {
  test.each(Object.entries(SESSIONS))("in state %s does what the table says for every command, and nothing else", (state, session) => {
    for (const command of Object.values(COMMANDS)) {
      const isCashFree = command.type === "close_day";
      expect(codeOf(session, command, { ...approved, isCashFree }), command.type).toBe(
        DRAWER[state as keyof typeof SESSIONS][command.type],
      );
    }
  });

  test("is opened without a sale and paid out of with a manager's approval only", () => {
    const alone = Object.values(COMMANDS).filter((command) => codeOf(openDrawer(), command) === "auth.manager_required");
    expect(alone.map((command) => command.type)).toEqual(["pay_out", "no_sale"]);
    expect(codeOf(null, COMMANDS.no_sale)).toBe("auth.manager_required");
  });

  test("an open one says which it is, when somebody opens it again", () => {
    const again = decideDrawer(openDrawer(), COMMANDS.open, drawerContext());
    expect(again).toMatchObject({ refusal: { code: "drawer.already_open", extra: { session: { session_id: SESSION_ID } } } });
  });

  test("a no-sale moves nothing, and belongs to no session when none is open", () => {
    expect(done(null, COMMANDS.no_sale, approved).event).toMatchObject({
      movement: { kind: "NO_SALE", amount_cents: 0, session_id: null },
    });
    expect(done(openDrawer(), COMMANDS.no_sale, approved).event).toMatchObject({ movement: { session_id: SESSION_ID } });
    expect(done(closedDrawer(), COMMANDS.no_sale, approved).event).toMatchObject({ movement: { session_id: null } });
  });

  test("no refusal tells what is expected in it", () => {
    const cash = cashTotals(SESSION_ID, { payments: [capture(4711, { drawer_session_id: SESSION_ID })], refunds: [], movements: [] });
    const refused = decideDrawer(countedDrawer(10_000, 0), COMMANDS.close, drawerContext({ cash }));
    expect(JSON.stringify(refused)).not.toMatch(/4711|14711/);
  });
});

describe("a close", () => {
  const payment = capture(500, {
    drawer_session_id: SESSION_ID,
    tip_cents: cents(50),
    tendered_cents: cents(1000),
    change_cents: cents(450),
  });
  const back = refundOf(payment, 200, { drawer_session_id: SESSION_ID });
  const facts = { payments: [payment], refunds: [back], movements: [movement("PAID_IN", 300), movement("PAID_OUT", 100)] };
  const cash = cashTotals(SESSION_ID, facts);

  test("[M5] reports what is counted against the sum of the movements", () => {
    const { event, after } = done(countedDrawer(10_500, 4), COMMANDS.close, { cash });
    expect(event).toMatchObject({
      report: {
        z_number: "A-Z0001",
        drawer: {
          float_cents: 10_000,
          taken_cents: 550,
          given_back_cents: 200,
          paid_in_cents: 300,
          paid_out_cents: 100,
          expected_cents: 10_550,
          counted_cents: 10_500,
          difference_cents: -50,
        },
      },
    });
    expect(after).toMatchObject({ status: "CLOSED", z_number: "A-Z0001" });
  });

  test("needs a count that has seen the last cash movement, and takes no Z number without one", () => {
    let numbers = 0;
    const newZNumber = () => `A-Z000${++numbers}`;
    expect(codeOf(countedDrawer(10_500, 3), COMMANDS.close, { cash, newZNumber })).toBe("drawer.not_counted");
    expect(numbers).toBe(0);
  });

  test("a no-sale after the count, a card, and another session's cash do not make the count stale", () => {
    const card = capture(900, { method: "EXTERNAL_CARD" });
    const other = capture(900, { drawer_session_id: "0198c7f2-8b7e-7000-8000-00000000ffff" });
    const more = cashTotals(SESSION_ID, {
      ...facts,
      payments: [payment, card, other],
      movements: [...facts.movements, movement("NO_SALE", 0)],
    });
    expect(codeOf(countedDrawer(10_550, 4), COMMANDS.close, { cash: more })).toBeNull();
  });

  test("its report says what it covers, and what cash moved while no session was open", () => {
    const days = totalsByDay(storeFacts([orderIn("COMPLETED")], { payments: [payment], refunds: [], movements: [] }));
    const { event } = done(countedDrawer(10_550, 4), COMMANDS.close, {
      cash,
      unreported: { days, outside_session_cents: cents(630), online_refunds: [] },
    });
    expect(event).toMatchObject({ report: { outside_session_cents: 630, drawer: { expected_cents: 10_550 }, days } });
  });
});

describe("evolve", () => {
  test("a count or a close that does not fit is a bug", () => {
    const counted = done(openDrawer(), COMMANDS.count).event;
    expect(() => evolveDrawer(null, counted)).toThrow("without an open session");
    const closed = done(countedDrawer(10_000, 0), COMMANDS.close).event;
    expect(() => evolveDrawer(openDrawer(), closed)).toThrow("without a count");
  });
});
