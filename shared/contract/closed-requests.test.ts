import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { MenuInput } from "./menu-input.ts";
import { StoreInput } from "./stores.ts";

interface Route {
  readonly method: string;
  readonly path: string;
  readonly request: { body?: { content: { "application/json": { schema: z.ZodType } } } };
}
const isRoute = (value: unknown): value is Route => typeof value === "object" && value !== null && "access" in value && "request" in value;

/** Where in a JSON schema an object takes members that it does not name. */
function openObjects(schema: unknown, at = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((one, i) => openObjects(one, `${at}/${i}`));
  const open = "properties" in schema && (schema as { additionalProperties?: unknown }).additionalProperties !== false;
  return [...(open ? [at || "/"] : []), ...Object.entries(schema).flatMap(([key, value]) => openObjects(value, `${at}/${key}`))];
}

test("no request of either side takes a member that it does not know, at any depth", async () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const modules = await Promise.all(files.map((name): Promise<Record<string, unknown>> => import(`./${name}`)));
  const routes = modules
    .flatMap((module) => Object.values(module).filter(isRoute))
    .filter(({ request }) => request.body && "application/json" in request.body.content);
  expect(routes.length).toBeGreaterThan(40);
  const open = routes.flatMap(({ method, path, request }) =>
    openObjects(z.toJSONSchema(request.body!.content["application/json"].schema, { io: "input", unrepresentable: "any" })).map(
      (at) => `${method} ${path}: ${at}`,
    ),
  );
  expect(open).toEqual([]);
});

const faults = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) => [...issue.path, issue.code].join("/"));

test("a promotion for some weekdays is refused, and does not become one for every day", () => {
  const promotion = {
    promotion_id: "half",
    name: "Half",
    code: null,
    kind: "PERCENT",
    rate_ppm: 500_000,
    amount_cents: 0,
    item_ids: [],
    category_ids: [],
    min_subtotal_cents: 0,
    starts_at: null,
    ends_at: null,
  };
  const menu = { categories: [], items: [], modifier_groups: [], promotions: [promotion] };
  expect(faults(MenuInput, menu)).toEqual([]);
  expect(faults(MenuInput, { ...menu, promotions: [{ ...promotion, weekdays: [1] }] })).toEqual(["promotions/0/unrecognized_keys"]);
});

test("hours of one date, and hours that end as they begin, are refused; a span over midnight is not", () => {
  const store = {
    name: "Main Street",
    time_zone: "Europe/Berlin",
    currency: "EUR",
    tax: { inclusive: true, rounding: "LINE", rates: [] },
    hours: [] as object[],
    settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300 },
    staff: [],
  };
  const span = { weekday: 5, open: "18:00", close: "02:00" };
  expect(faults(StoreInput, { ...store, hours: [span, { ...span, open: "00:00", close: "24:00" }] })).toEqual([]);
  expect(faults(StoreInput, { ...store, hours: [{ ...span, date: "2026-12-24" }] })).toEqual(["hours/0/unrecognized_keys"]);
  expect(faults(StoreInput, { ...store, hours: [{ ...span, close: "18:00" }] })).toEqual(["hours/0/close/custom"]);
  expect(faults(StoreInput, { ...store, tax: { ...store.tax, takeaway_rate_ppm: 1 } })).toEqual(["tax/unrecognized_keys"]);
});
