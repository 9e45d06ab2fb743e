import { describe, expect, test } from "vitest";
import { RequestedLine } from "../order/order-request.ts";
import { available, extras, menu, milk, size } from "./menu.test-fixture.ts";
import { selectLines } from "./selection.ts";

const wish = (item_id: string, ...modifier_ids: string[]): RequestedLine => ({ item_id, qty: 1, modifier_ids, note: null });
const select = (...lines: RequestedLine[]) => selectLines(menu, available, lines);
const refusal = (...lines: RequestedLine[]) => {
  const result = select(...lines);
  if (result.ok) throw new Error("selected");
  return { code: result.refusal.code, fields: result.refusal.fields };
};
const choices = (...modifier_ids: string[]) => {
  const result = select(wish("latte", ...modifier_ids));
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value[0]?.modifiers.map((modifier) => `${modifier.group_id}:${modifier.modifier_id}`);
};

describe("choosing", () => {
  test("a default stands in for a group of which nothing is named, and only for that", () => {
    expect(choices("oat")).toEqual(["size:medium", "milk:oat"]);
    expect(choices("oat", "large")).toEqual(["size:large", "milk:oat"]);
  });

  test("a default is not put back where the request says that what it names is all", () => {
    const cream = { ...extras, default_modifier_ids: ["syrup"] };
    const ask = (line: RequestedLine) => {
      const result = selectLines({ ...menu, modifier_groups: [size, milk, cream] }, available, [line]);
      return result.ok ? result.value[0]?.modifiers.map(({ modifier_id }) => modifier_id) : result.refusal.code;
    };
    expect(ask(wish("latte", "medium", "oat"))).toEqual(["medium", "oat", "syrup"]);
    expect(ask({ ...wish("latte", "medium", "oat"), fill_defaults: false })).toEqual(["medium", "oat"]);
    expect(ask({ ...wish("latte", "oat"), fill_defaults: false })).toBe("modifier.group_required");
    // As a client sends it that knows nothing of fill_defaults: a list is a choice, an empty one too; nothing said is none.
    const sent = (line: object) => ask(RequestedLine.parse({ item_id: "latte", qty: 1, ...line }));
    expect(sent({ modifier_ids: ["oat"] })).toEqual(["medium", "oat"]);
    expect(sent({ modifier_ids: ["oat"], fill_defaults: true })).toEqual(["medium", "oat", "syrup"]);
    expect(sent({})).toBe("modifier.group_required");
    const easy = { ...milk, min_choices: 0 };
    const bare = (line: object) => {
      const result = selectLines({ ...menu, modifier_groups: [size, easy, cream] }, available, [
        RequestedLine.parse({ item_id: "latte", qty: 1, ...line }),
      ]);
      return result.ok ? result.value[0]?.modifiers.map(({ modifier_id }) => modifier_id) : result.refusal.code;
    };
    expect([bare({ modifier_ids: [] }), bare({})]).toEqual([["medium"], ["medium", "syrup"]]);
  });

  test("choices stand in the menu's sequence, whatever the request's", () => {
    expect(choices("syrup", "oat", "shot", "small")).toEqual(["size:small", "milk:oat", "extras:shot", "extras:syrup"]);
  });

  test("a line keeps its quantity, note, names and deltas", () => {
    const result = selectLines(menu, available, [{ item_id: "latte", qty: 3, modifier_ids: ["oat"], note: "hot" }]);
    expect(result).toMatchObject({ ok: true, value: [{ item: { item_id: "latte" }, qty: 3, note: "hot" }] });
    expect(result.ok && result.value[0]?.modifiers[1]).toEqual({
      modifier_id: "oat",
      group_id: "milk",
      group_name: "Milk",
      name: "oat",
      price_delta_cents: 60,
    });
  });
});

describe("refusing", () => {
  test.each([
    ["an item that is not on the menu", wish("tea"), "item.unknown", "/items/0/item_id"],
    ["a modifier of no group of the item", wish("espresso", "oat"), "modifier.unknown", "/items/0/modifier_ids"],
    ["a modifier that nobody has", wish("latte", "oat", "gold"), "modifier.unknown", "/items/0/modifier_ids"],
    ["a required group without a choice", wish("latte"), "modifier.group_required", "/items/0/modifier_ids"],
    ["two of a one-of group", wish("latte", "oat", "whole"), "modifier.too_many", "/items/0/modifier_ids"],
    ["three of up to two", wish("latte", "oat", "shot", "syrup", "no-foam"), "modifier.too_many", "/items/0/modifier_ids"],
    ["the same choice twice", wish("latte", "oat", "shot", "shot"), "modifier.too_many", "/items/0/modifier_ids"],
  ])("%s", (_name, line, code, field) => {
    expect(refusal(line)).toMatchObject({ code, fields: [{ field }] });
  });

  test("what is sold out", () => {
    const result = selectLines(menu, { revision: 3, sold_out_item_ids: ["espresso"], sold_out_modifier_ids: [] }, [
      wish("croissant"),
      wish("espresso"),
    ]);
    expect(result).toMatchObject({ ok: false, refusal: { code: "item.sold_out", fields: [{ field: "/items/1/item_id" }] } });
  });

  test("names every fault of every line; the first decides the code", () => {
    const refused = refusal(wish("espresso"), wish("latte", "gold", "oat", "whole"), wish("tea"), wish("latte"));
    expect(refused.code).toBe("modifier.unknown");
    expect(refused.fields?.map((fault) => fault.field)).toEqual([
      "/items/1/modifier_ids",
      "/items/1/modifier_ids",
      "/items/2/item_id",
      "/items/3/modifier_ids",
    ]);
  });
});
