import { describe, expect, test } from "vitest";
import type { EventOf } from "../events.ts";
import { applyAll } from "./decider-spec.test-fixture.ts";
import { accept, confirm, decline, declinedEvent, onAccepted, onCancelRequest, onDeclined, onHandoffEntry, withdraw } from "./handoff.ts";
import {
  appOrder,
  capture,
  cloud,
  contextOf,
  guest,
  later,
  moneyFields,
  ORDER_ID,
  orderIn,
  STATUSES,
  STORE,
  testId,
} from "./order.test-fixture.ts";
import { Handoff } from "./order.ts";

const HANDOFFS = Handoff.options;
const atCloud = contextOf({ node: "cloud", asker: "system", actor: cloud });
const atStore = contextOf();
const types = (events: readonly { type: string }[]) => events.map((event) => event.type);

const accepted = accept(appOrder("OFFERED", { ticket_number: "B7" }), atStore) as EventOf<"order.accepted">;
const declined = declinedEvent(STORE, ORDER_ID, "item.sold_out", "no oat milk", atStore);
const confirmed = confirm(appOrder("ACCEPTED"), atCloud);
const revoked: EventOf<"order.revoked"> = {
  event_id: testId(300),
  store_id: STORE,
  at: later(40),
  actor: cloud,
  type: "order.revoked",
  order_id: ORDER_ID,
  order_seq: 2,
  cause: "NO_ANSWER",
  reason: null,
};

const ASKED = { request_id: testId(9), actor: guest, cause: "CUSTOMER", reason: null } as const;

describe("the cloud, hearing the store's answer", () => {
  const onAccept: Record<Handoff, string[]> = {
    BORN_AT_STORE: [],
    AWAITING_PAYMENT: [],
    HELD: [],
    OFFERED: ["order.accepted", "order.confirmed"],
    ACCEPTED: [],
    CONFIRMED: [],
    DECLINED: [],
    WITHDRAWN: [],
  };
  const onDecline: Record<Handoff, string[]> = {
    BORN_AT_STORE: [],
    AWAITING_PAYMENT: ["order.declined", "order.cancelled"],
    HELD: ["order.declined", "order.cancelled"],
    OFFERED: ["order.declined", "order.cancelled"],
    ACCEPTED: ["order.declined", "order.cancelled"],
    CONFIRMED: ["order.declined", "order.cancelled"],
    DECLINED: [],
    WITHDRAWN: [],
  };
  test.each(HANDOFFS)("%s: accepted", (handoff) =>
    expect(types(onAccepted(appOrder(handoff), accepted, atCloud))).toEqual(onAccept[handoff]),
  );
  test.each(HANDOFFS)("%s: declined", (handoff) =>
    expect(types(onDeclined(appOrder(handoff), declined, atCloud))).toEqual(onDecline[handoff]),
  );

  test("an acceptance that is heard after its confirmation brings number and day, once, and moves nothing else", () => {
    const confirmed = { ...appOrder("CONFIRMED"), ticket_number: null, business_day: null };
    const order = applyAll(confirmed, onAccepted(confirmed, accepted, atCloud));
    const { ticket_number, business_day } = accepted.order;
    expect(order).toEqual({ ...confirmed, ticket_number, business_day, updated_at: accepted.at });
    expect(onAccepted(order, accepted, atCloud)).toEqual([]);
  });

  test("an accepted order that is paid at the store is the store's, with its ticket number, in one step", () => {
    const order = applyAll(
      appOrder("OFFERED", { ticket_number: null, business_day: null }),
      onAccepted(appOrder("OFFERED"), accepted, atCloud),
    );
    expect(order).toMatchObject({ handoff: "CONFIRMED", authority: "edge", status: "PLACED", order_seq: 1, ticket_number: "B7" });
  });

  test("one that is paid online waits for its money; the confirmation then makes it PAID with the next number", () => {
    const offered = appOrder("OFFERED", { pay_mode: "ONLINE" });
    const waiting = applyAll(offered, onAccepted(offered, accepted, atCloud));
    expect(waiting).toMatchObject({ handoff: "ACCEPTED", authority: "cloud", status: "PLACED" });
    expect(applyAll(waiting, [confirm(waiting, atCloud)])).toMatchObject({
      status: "PAID",
      authority: "edge",
      order_seq: 2,
      paid_cents: 900,
      paid_at: later(60),
    });
  });

  test("a decline after the confirmation brings the authority back, and the cloud mints the number", () => {
    const order = applyAll(appOrder("CONFIRMED"), onDeclined(appOrder("CONFIRMED"), declined, atCloud));
    expect(order).toMatchObject({
      status: "CANCELLED",
      handoff: "DECLINED",
      authority: "cloud",
      order_seq: 2,
      cancel_cause: "DECLINED",
      cancel_reason: "no oat milk",
    });
  });

  test("an answer to an order that has been cancelled does nothing", () => {
    expect(onDeclined(orderIn("CANCELLED", { handoff: "CONFIRMED" }), declined, atCloud)).toEqual([]);
    expect(onAccepted(orderIn("CANCELLED", { handoff: "WITHDRAWN" }), accepted, atCloud)).toEqual([]);
  });
});

describe("the cloud withdraws", () => {
  test.each(["OFFERED", "ACCEPTED"] as const)("while the order is %s", (handoff) => {
    const order = appOrder(handoff);
    const events = withdraw(order, "NO_ANSWER", "no answer", atCloud);
    if (!events.ok) throw new Error(events.refusal.detail);
    expect(applyAll(order, events.value)).toMatchObject({
      status: "CANCELLED",
      handoff: "WITHDRAWN",
      order_seq: 2,
      cancel_cause: "NO_ANSWER",
      authority: "cloud",
    });
  });

  test("never once it is confirmed: the store may be making it", () => {
    expect(withdraw(appOrder("CONFIRMED"), "NO_ANSWER", null, atCloud)).toMatchObject({
      ok: false,
      refusal: { code: "order.not_authority" },
    });
  });

  test("only once", () => {
    const gone = orderIn("CANCELLED", { handoff: "WITHDRAWN", authority: "cloud" });
    expect(withdraw(gone, "CUSTOMER", null, atCloud)).toMatchObject({ ok: false, refusal: { code: "order.invalid_transition" } });
  });
});

describe("the store, hearing the cloud", () => {
  const onConfirmed: Record<Handoff, number> = {
    BORN_AT_STORE: 0,
    AWAITING_PAYMENT: 0,
    HELD: 0,
    OFFERED: 0,
    ACCEPTED: 1,
    CONFIRMED: 0,
    DECLINED: 0,
    WITHDRAWN: 0,
  };
  const onRevoked: Record<Handoff, number> = {
    BORN_AT_STORE: 0,
    AWAITING_PAYMENT: 0,
    HELD: 0,
    OFFERED: 1,
    ACCEPTED: 1,
    CONFIRMED: 0,
    DECLINED: 0,
    WITHDRAWN: 0,
  };
  test.each(HANDOFFS)("%s: confirmed", (handoff) =>
    expect(onHandoffEntry(appOrder(handoff), confirmed)).toHaveLength(onConfirmed[handoff]),
  );
  test.each(HANDOFFS)("%s: revoked", (handoff) => expect(onHandoffEntry(appOrder(handoff), revoked)).toHaveLength(onRevoked[handoff]));

  test("an order that the store does not have is left alone", () => {
    expect(onHandoffEntry(null, confirmed)).toEqual([]);
    expect(onHandoffEntry(null, revoked)).toEqual([]);
  });

  test("goes on counting from the number in the confirmation", () => {
    const order = applyAll(
      appOrder("ACCEPTED", { pay_mode: "ONLINE" }),
      onHandoffEntry(appOrder("ACCEPTED"), { ...confirmed, order_seq: 4, status: "PAID" }),
    );
    expect(order).toMatchObject({ order_seq: 4, status: "PAID", authority: "edge" });
  });

  test("a revoked order is cancelled with the cloud's number", () => {
    expect(applyAll(appOrder("ACCEPTED"), [revoked])).toMatchObject({
      status: "CANCELLED",
      handoff: "WITHDRAWN",
      order_seq: 2,
      cancel_cause: "NO_ANSWER",
    });
  });
});

describe("the store gives up", () => {
  const may: Record<Handoff, boolean> = {
    BORN_AT_STORE: false,
    AWAITING_PAYMENT: false,
    HELD: false,
    OFFERED: true,
    ACCEPTED: true,
    CONFIRMED: false,
    DECLINED: false,
    WITHDRAWN: false,
  };
  test.each(HANDOFFS)("%s", (handoff) => {
    const result = decline(appOrder(handoff), "staff", "too busy", atStore);
    expect(result.ok).toBe(may[handoff]);
    if (!result.ok) expect(result.refusal.code).toBe("order.invalid_transition");
  });

  test("a declined order is over at the store at once, without a number of the store's, and for good", () => {
    const order = applyAll(appOrder("ACCEPTED"), [declined]);
    expect(order).toMatchObject({
      status: "CANCELLED",
      handoff: "DECLINED",
      authority: "cloud",
      order_seq: 1,
      cancel_cause: "DECLINED",
      cancel_reason: "no oat milk",
    });
    expect(onHandoffEntry(order, confirmed)).toEqual([]);
    expect(onHandoffEntry(order, revoked)).toEqual([]);
    expect(onCancelRequest(order, ASKED, atStore)).toEqual([]);
  });

  test("a long reason is cut rather than refused", () => {
    expect(declinedEvent(STORE, ORDER_ID, "staff", "x".repeat(400), atStore).detail).toHaveLength(280);
  });
});

describe("a customer asks the store to cancel", () => {
  const ask = (order: Parameters<typeof onCancelRequest>[0]) => onCancelRequest(order, ASKED, atStore);
  test.each(STATUSES)("%s", (status) => {
    const events = ask(orderIn(status, { handoff: "CONFIRMED" }));
    if (status === "CANCELLED") expect(events).toEqual([]);
    else if (status === "PLACED" || status === "PAID")
      expect(events).toMatchObject([{ type: "order.cancelled", cause: "CUSTOMER", request_id: testId(9), actor: guest }]);
    else expect(events).toMatchObject([{ type: "order.cancel_refused", request_id: testId(9), code: "order.already_started" }]);
  });

  test("is refused by name once money lies in the drawer", () => {
    const order = orderIn("PLACED", { handoff: "CONFIRMED", ...moneyFields([capture(100)]) });
    expect(ask(order)).toMatchObject([{ type: "order.cancel_refused", code: "order.paid_at_store", request_id: testId(9) }]);
  });

  test.each(HANDOFFS.filter((handoff) => handoff !== "CONFIRMED"))("is the cloud's affair while the order is %s there", (handoff) => {
    expect(ask(appOrder(handoff))).toEqual([]);
    expect(ask(null)).toEqual([]);
  });
});
