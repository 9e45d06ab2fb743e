/** An order of the app with a latte and a croissant, and what the store asks about it, for tests. */
import type { DomainEvent } from "../events.ts";
import type { Result } from "../kernel/errors.ts";
import { available, item, menu, taxOf } from "../menu/menu.test-fixture.ts";
import type { MenuDocument } from "../menu/menu.ts";
import { quote } from "../menu/quote.ts";
import type { ProfileDocument } from "../store/profile.ts";
import { type AskCommand, decideAsk } from "./ask-substitute.ts";
import type { DecideContext } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import { contextOf, guest, later, orderIn, testId, testIds } from "./order.test-fixture.ts";
import type { Order, OrderBase, PricedOrder } from "./order.ts";
import { decideSettle } from "./settle-substitute.ts";
import type { SubstituteChoice } from "./substitute.ts";
import { substitutePrices } from "./substitute-prices.ts";

export const ours: MenuDocument = {
  ...menu,
  items: [
    item("espresso", 250),
    item("latte", 400, { modifier_group_ids: ["milk"] }),
    item("croissant", 300, { category_id: "bakery", tax_category: "food" }),
    item("cake", 500, { category_id: "bakery", tax_category: "food" }),
  ],
};
export const profile = {
  ...{ version: 3, time_zone: "Europe/Berlin", business_day_cutoff_hour: 4, tax: taxOf() },
} as ProfileDocument;
export const newId = testIds(0x5000);
export const pricesOf = (of: MenuDocument = ours, soldOut: string[] = []) =>
  substitutePrices({ menu: of, profile, availability: { ...available, sold_out_item_ids: soldOut } }, { atMs: 0, newId });
export const prices = pricesOf();

export function priced(...items: [item_id: string, qty: number, ...modifiers: string[]][]): PricedOrder {
  const request = items.map(([item_id, qty, ...modifier_ids]) => ({ item_id, qty, modifier_ids, note: null }));
  const result = quote(ours, profile, available, { items: request, promotion_codes: [] }, { atMs: 0, newId, channel: "APP" });
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

/** 8.00: two lattes 4.60 (with oat 0.60), less … : one latte with oat 4.60 and a croissant 3.00, 7.60. */
export const lines = priced(["latte", 1, "oat"], ["croissant", 1]);
export const paid = (changes: Partial<OrderBase> = {}): Order =>
  orderIn("PAID", {
    ...{ ...lines, origin: "APP", handoff: "CONFIRMED", authority: "edge", user_id: testId(50), payment_status: "CAPTURED" },
    paid_cents: lines.total_cents,
    ...changes,
  });
export const idAt = (order: Order, at: number) => order.lines[at]?.line_id ?? "";
export const shownOf = ({ amendments, total_cents }: Order) => ({ amendments, total_cents });
export const ask = (order: Order, changes: Partial<AskCommand> = {}): AskCommand => ({
  ...{
    line_id: idAt(order, 1),
    qty: 1,
    options: [
      { item_id: "espresso", modifier_ids: [] },
      { item_id: "cake", modifier_ids: [] },
    ],
  },
  ...{ decided: null, reason: null, shown: shownOf(order), ...changes },
});

export function done(order: Order, result: Result<DomainEvent[]>): Order {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value.reduce<Order>(evolve, order);
}
export const asked = (order: Order, changes: Partial<AskCommand> = {}, context: Partial<DecideContext> = {}): Order =>
  done(order, decideAsk(order, ask(order, changes), prices, undefined, contextOf(context)));
export const questionId = (order: Order) => order.question?.question_id ?? "";
export const settled = (order: Order, choice: SubstituteChoice | null, context: Partial<DecideContext> = {}) =>
  decideSettle(order, { question_id: questionId(order), choice, reason: "no cake" }, prices, contextOf(context));
export const wishFor = (order: Order, choice: SubstituteChoice) => ({
  question_id: questionId(order),
  choice,
  actor: guest,
  at: later(70),
});
export const code = (result: Result<unknown>): string => (result.ok ? "ok" : result.refusal.code);
export const types = (events: readonly DomainEvent[]) => events.map(({ type }) => type);

export function envelopeOf() {
  return { event_id: testId(77), store_id: "main-street", at: later(65), actor: guest, order_id: testId(1) };
}
