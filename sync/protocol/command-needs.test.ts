import { line, orderIn } from "@crema/shared/domain/order/order.test-fixture";
import { expect, test } from "vitest";
import { commandNeeds } from "./command-needs.ts";
import { OLDEST_SUPPORTED_VERSION } from "./version.ts";

test("[L8] an offer with several taxes on a line, or with an exempt one, needs a box that stores them; any other does not", () => {
  const order = orderIn("PLACED");
  const needsOf = (changes: object) =>
    commandNeeds({
      kind: "order.offered",
      at: order.created_at,
      event_id: order.order_id,
      order: { ...order, lines: order.lines.map((line) => ({ ...line, ...changes })) },
    } as Parameters<typeof commandNeeds>[0]);
  expect(needsOf({})).toBe(OLDEST_SUPPORTED_VERSION);
  expect(needsOf({ taxes: [{ name: "VAT", rate_ppm: 0, tax_cents: 0 }] })).toBe(6);
  expect(needsOf({ tax_exempt: true })).toBe(6);
});

test("[L8] an offer of several of a choice needs a box that makes several; one of each needs nothing new", () => {
  const shot = { modifier_id: "shot", group_id: "extras", group_name: "Extras", name: "Shot", price_delta_cents: 90 };
  const needs = (modifier: object) => {
    const order = orderIn("PLACED", { lines: [{ ...line, modifiers: [{ ...shot, ...modifier }] }] });
    return commandNeeds({ kind: "order.offered", at: order.created_at, order });
  };
  expect([needs({}), needs({ qty: 2 })]).toEqual([OLDEST_SUPPORTED_VERSION, 6]);
});
