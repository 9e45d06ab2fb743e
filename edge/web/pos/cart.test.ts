import { cents } from "@crema/shared/domain/kernel/money";
import { expect, test } from "vitest";
import {
  type CartLine,
  cartFrom,
  cartOf,
  cartText,
  contentsOf,
  EMPTY_CART,
  itemsOf,
  withChangedLine,
  withLine,
  withoutLine,
} from "./cart.ts";

const line = (line_key: string, changes: Partial<CartLine> = {}): CartLine => ({
  line_key,
  item_id: "latte",
  qty: 1,
  modifier_ids: [],
  note: null,
  ...changes,
});

test("a second tap makes it two; another milk or another note is another line", () => {
  let cart = withLine(withLine(EMPTY_CART, line("a")), line("b"));
  cart = withLine(cart, line("c", { modifier_ids: ["oat"] }));
  cart = withLine(cart, line("d", { note: "hot" }));
  expect(cart.lines.map(({ line_key, qty }) => [line_key, qty])).toEqual([
    ["a", 2],
    ["c", 1],
    ["d", 1],
  ]);
  expect(withLine(withChangedLine(cart, line("a", { qty: 99 })), line("e")).lines[0]?.qty).toBe(99);
  expect(withoutLine(cart, "c").lines.map(({ line_key }) => line_key)).toEqual(["a", "d"]);
});

test("the request contains no internal key of the page, and an empty name is null", () => {
  const cart = { ...withLine(EMPTY_CART, line("a")), customer_name: "  " };
  expect(itemsOf(cart)).toEqual([{ item_id: "latte", qty: 1, modifier_ids: [], note: null }]);
  expect(contentsOf(cart)).toMatchObject({ customer_name: null, requested_for: null });
});

test("a time is the ticket's own: it goes with the order and onto hold, and what an older page stored is for now", () => {
  const cart = { ...withLine(EMPTY_CART, line("a")), requested_for: "2026-05-05T06:15:00.000Z" };
  expect(contentsOf(cart).requested_for).toBe(cart.requested_for);
  expect(cartOf(contentsOf(cart), () => "new").requested_for).toBe(cart.requested_for);
  const { requested_for: _none, ...older } = cart;
  expect(cartFrom(JSON.stringify(older))?.requested_for).toBeNull();
});

test("a ticket of a phone stays the phone's when it is put back on hold; what the phone showed is not compared any more", () => {
  const held = { ...contentsOf(withLine(EMPTY_CART, line("a"))), draft_id: "d1", guest_number: "S1", total_cents: cents(500) };
  const first = cartOf(held, () => "new");
  expect(first.guest).toEqual({ draft_id: "d1", number: "S1", total_cents: 500 });
  const again = cartOf({ ...held, draft_id: "d2", guest_draft_id: "d1", total_cents: cents(700) }, () => "new");
  expect(again.guest).toEqual({ draft_id: "d1", number: "S1", total_cents: null });
});

test("a cart survives storage, and what another page stored is not a cart", () => {
  const cart = { ...withLine(EMPTY_CART, line("a")), customer_name: "Bo" };
  const meant = { fill_defaults: true };
  // An older page said nothing of the menu's defaults, and meant them.
  expect(cartFrom(cartText(cart))).toEqual({ ...cart, lines: [{ ...line("a"), ...meant }] });
  expect([cartFrom(null), cartFrom('{"older":1}')]).toEqual([null, null]);
  expect(cartOf(contentsOf(cart), () => "new").lines).toEqual([{ ...line("new"), ...meant }]);
});
