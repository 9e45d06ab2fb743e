/** What a message says of an order: of every kind, in every language, with the store's times and the order's amounts. */
import type { DomainEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { ana, capture, later, line, ORDER_ID, orderIn, refundOf, STORE, testId } from "@crema/shared/domain/order/order.test-fixture";
import { Language, type ProfileDocument } from "@crema/shared/domain/store/profile";
import { expect, test } from "vitest";
import type { MessageKind } from "./channel.ts";
import { composeMessage } from "./compose.ts";

const profile = { name: "Nordtor", address: "Am Tor 1", time_zone: "Europe/Berlin" } as ProfileDocument;
const payment = capture(900, { provider: "stripe", method: "ONLINE" });
const refund = refundOf(payment, 150, { provider: "stripe", method: "ONLINE", tip_cents: cents(50) });
const refunded: DomainEvent = {
  event_id: testId(500),
  store_id: STORE,
  at: later(99),
  actor: ana,
  order_id: ORDER_ID,
  type: "refund.succeeded",
  refund,
};
const NOTE = "WITHOUT NUTS";
/** Wanted the day after it was placed, so that the day is said. */
const of = (order: Order): Order => ({ ...order, promised_at: "2026-05-05T06:15:00.000Z", customer_name: "Zdenka", note: NOTE }) as Order;

const question = {
  ...{ question_id: testId(7), line_id: line.line_id, qty: 2, options: [], total_without_cents: null, asked_at: later(1) },
  ...{ choose_by: later(600), default: { kind: "CANCEL" }, chosen: null },
};
const FACTS: Readonly<Record<MessageKind, { readonly order: Order; readonly holds: readonly string[] }>> = {
  ACCEPTED: { order: of(orderIn("PLACED")), holds: ["08:15", "9"] },
  READY: { order: of(orderIn("READY")), holds: ["9"] },
  LATE: { order: of(orderIn("PAID")), holds: ["08:15"] },
  CANCELLED: { order: of(orderIn("CANCELLED", { pay_mode: "ONLINE", refunded_cents: cents(900), refund_state: "FULL" })), holds: ["9"] },
  REFUNDED: { order: of(orderIn("COMPLETED", { pay_mode: "ONLINE" })), holds: ["2"] },
  SUBSTITUTE_ASKED: { order: of(orderIn("PAID", { question } as Partial<Order>)), holds: ["2 × Latte", "10:10"] },
  RECEIPT: { order: of(orderIn("COMPLETED")), holds: ["9.00"] },
};
const KINDS = Object.keys(FACTS) as MessageKind[];

test.each(Language.options.flatMap((language) => KINDS.map((kind) => [language, kind] as const)))("[N5] in %s: %s", (language, kind) => {
  const { order, holds } = FACTS[kind];
  const money = { payments: [payment], refunds: [] };
  const told = composeMessage({ kind, order, profile, money, events: [refunded], eventId: refunded.event_id }, language);
  const said = `${told?.title}\n${told?.text}`;
  expect(said).not.toMatch(/undefined|null|NaN|\[object/);
  expect(told?.title).toContain("Nordtor");
  for (const one of holds) expect(said).toContain(one);
  // What was written down of them or by them is not told on a lock screen.
  expect(told?.title).not.toMatch(/Zdenka|NUTS/);
  if (kind !== "RECEIPT") expect(told?.text).not.toMatch(/Zdenka|NUTS/);
});

test("[N5] amounts and days are as the language writes them", () => {
  const textOf = (language: Language, kind: MessageKind) =>
    composeMessage(
      { kind, order: FACTS[kind].order, profile, money: { payments: [], refunds: [] }, events: [refunded], eventId: refunded.event_id },
      language,
    )?.text;
  expect(textOf("en", "REFUNDED")).toContain("€2.00");
  expect(textOf("de", "REFUNDED")).toMatch(/2,00\s€/);
  expect(textOf("es", "REFUNDED")).toMatch(/2,00\s€/);
  expect(textOf("en", "LATE")).toMatch(/Tuesday,? 5 May, 08:15/);
  expect(textOf("de", "LATE")).toMatch(/Dienstag, 5\. Mai, 08:15/);
  expect(textOf("es", "LATE")).toMatch(/martes, 5 de mayo, 0?8:15/);
});

test("[N1] a refund whose event is not there is told to nobody, nor a question that is over", () => {
  const nothing = { profile, money: { payments: [], refunds: [] }, events: [], eventId: testId(500) };
  expect(composeMessage({ kind: "REFUNDED", order: FACTS.REFUNDED.order, ...nothing }, "en")).toBeNull();
  expect(composeMessage({ kind: "SUBSTITUTE_ASKED", order: FACTS.READY.order, ...nothing }, "en")).toBeNull();
  expect(composeMessage({ kind: "CANCELLED", order: FACTS.READY.order, ...nothing }, "en")).toBeNull();
});
