import { describe, expect, test } from "vitest";
import { RequestedLine } from "../order/order-request.ts";
import { available, extras, menu, milk, modifier, size } from "./menu.test-fixture.ts";
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

describe("as often as it is named", () => {
  const shots = { ...modifier("shot", 90), max_qty: 3 };
  const spicy = { ...extras, modifiers: [shots, modifier("syrup", 50), modifier("no-foam", -10)] };
  const none = { ...modifier("no-extras"), is_none: true as const };
  const rich = { ...menu, modifier_groups: [size, milk, { ...spicy, modifiers: [none, ...spicy.modifiers] }] };
  const ask = (...modifier_ids: string[]) => selectLines(rich, available, [wish("latte", "oat", ...modifier_ids)]);
  const extrasOf = (...modifier_ids: string[]) => {
    const result = ask(...modifier_ids);
    if (!result.ok) return [result.refusal.code, ...(result.refusal.fields ?? []).map(({ field, message }) => `${field} ${message}`)];
    return result.value[0]?.modifiers.slice(2).map(({ modifier_id, qty }) => [modifier_id, qty]);
  };

  test("a choice is on the line once, with its quantity where that is more than one", () => {
    expect(extrasOf("shot", "syrup", "shot")).toEqual([
      ["shot", 2],
      ["syrup", undefined],
    ]);
    expect(extrasOf("shot")).toEqual([["shot", undefined]]);
  });

  test("above its most it is refused with how many it may be, and a group's limit counts different ones", () => {
    expect(extrasOf("shot", "shot", "shot", "syrup")).toEqual([
      ["shot", 3],
      ["syrup", undefined],
    ]);
    expect(extrasOf(...Array(4).fill("shot"))).toEqual(["modifier.too_many", "/items/0/modifier_ids shot: at most 3, not 4"]);
    expect(extrasOf("shot", "syrup", "no-foam")).toEqual(["modifier.too_many", "/items/0/modifier_ids Extras: at most 2, not 3"]);
  });

  test("a none counts as the choice of its group, and stands alone", () => {
    expect(extrasOf("no-extras")).toEqual([["no-extras", undefined]]);
    expect(extrasOf("no-extras", "shot")).toEqual([
      "modifier.too_many",
      "/items/0/modifier_ids Extras: nothing else together with no-extras",
    ]);
    const required = { ...rich, modifier_groups: rich.modifier_groups.map((group) => ({ ...group, min_choices: 1 })) };
    expect(selectLines(required, available, [wish("latte", "oat", "no-extras")]).ok).toBe(true);
  });

  test("it may cost something else beside another choice of the line; the first such price counts", () => {
    const prices = [
      { with_modifier_id: "large", price_delta_cents: 80 },
      { with_modifier_id: "oat", price_delta_cents: 75 },
    ];
    const sized = { ...rich, modifier_groups: [size, milk, { ...spicy, modifiers: [{ ...shots, prices }] }] };
    const deltas = (...modifier_ids: string[]) => {
      const result = selectLines(sized, available, [wish("latte", ...modifier_ids)]);
      return result.ok ? result.value[0]?.modifiers.at(-1)?.price_delta_cents : result.refusal.code;
    };
    expect([deltas("whole", "shot"), deltas("whole", "large", "shot"), deltas("oat", "shot"), deltas("oat", "large", "shot")]).toEqual([
      90, 80, 75, 80,
    ]);
  });

  test("a choice that is sold out is refused, the menu's default too; what the order has of it, it keeps", () => {
    const gone = (...sold_out_modifier_ids: string[]) => ({ revision: 1, sold_out_item_ids: [], sold_out_modifier_ids });
    const of = (id: string, held: number, ...modifier_ids: string[]) => {
      const has = { items: new Map<string, number>(), modifiers: new Map(held > 0 ? [[id, held]] : []) };
      const result = selectLines(rich, gone(id), [{ ...wish("latte", "oat", ...modifier_ids), qty: 2 }], has);
      return result.ok ? "ok" : [result.refusal.code, ...(result.refusal.fields ?? []).map(({ message }) => message)];
    };
    expect(of("shot", 0, "shot")).toEqual(["modifier.sold_out", "shot is sold out"]);
    expect(of("medium", 0)).toEqual(["modifier.sold_out", "medium is sold out"]);
    expect([of("medium", 0, "large"), of("shot", 0)]).toEqual(["ok", "ok"]);
    expect(of("shot", 4, "shot", "shot")).toBe("ok");
    expect(of("shot", 3, "shot", "shot")).toEqual(["modifier.sold_out", "shot is sold out: the order can keep the 3 that it has"]);
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
