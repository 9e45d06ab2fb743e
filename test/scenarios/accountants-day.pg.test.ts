/**
 * The day that docs/money.md works out on its sheet, to the cent: two drawers, three rates, refunds by line, a wrong tender, a void,
 * tips and cash that is rounded. X, Z, headquarters' day and the books have the sheet's figures.
 */
import type { Books } from "@crema/shared/contract/books";
import type { DayTotals, ZReport } from "@crema/shared/domain/drawer/report";
import { item } from "@crema/shared/domain/menu/menu.test-fixture";
import { expect, test } from "vitest";
import { MANAGER_PIN, type StoreChanges } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { Till } from "../world/till.ts";
import { inWorld, type World } from "../world/world.ts";

const EATEN_IN = 81_000;
const TAKEN_AWAY = 26_000;
const ZURICH: StoreChanges = {
  currency: "CHF",
  time_zone: "Europe/Zurich",
  tax: {
    inclusive: true,
    rounding: "LINE",
    rates: [
      { tax_category: "food", rate_ppm: TAKEN_AWAY, name: "VAT" },
      { tax_category: "food", rate_ppm: EATEN_IN, name: "VAT", fulfillment_type: "IN_STORE" },
      { tax_category: "drink", rate_ppm: TAKEN_AWAY, name: "VAT" },
      { tax_category: "voucher", rate_ppm: 0, is_exempt: true },
    ],
  },
};
const sold = (name: string, price: number, tax_category = "food") => item(name, price, { category_id: "shop", tax_category });
const MENU = {
  categories: [{ category_id: "shop", name: "Shop", sort: 1 }],
  items: [sold("coffee", 480), sold("sandwich", 970), sold("cake", 535), sold("biscuit", 98), sold("voucher", 2_000, "voucher")],
  modifier_groups: [],
  promotions: [],
};

type FulfillmentType = "IN_STORE" | "PICKUP";
interface Ordered {
  readonly order_id: string;
  readonly lines: readonly { readonly line_id: string }[];
}

/** A till with a drawer of its own, on the one box. */
class Counter {
  constructor(
    readonly till: Till,
    private readonly name: string,
  ) {}
  #keys = 0;

  async post<T>(path: string, body: object): Promise<T> {
    return done(await this.till.call<T>("POST", path, body, { "idempotency-key": this.#key() }));
  }
  #key(): string {
    this.#keys += 1;
    return `${this.name}-${this.#keys}`;
  }

  async order(fulfillment_type: FulfillmentType, ...pieces: [name: string, qty: number][]): Promise<Ordered> {
    const items = pieces.map(([item_id, qty]) => ({ item_id, qty, modifier_ids: [], note: null }));
    return this.till.place({ fulfillment_type, items }, this.#key());
  }

  /** Paid, made and handed over. Resolves to the payment's id. */
  async sell(order: Ordered, tender: object): Promise<string> {
    done(await this.till.step(order.order_id, "PLACED", "IN_PROGRESS"));
    done(await this.till.step(order.order_id, "IN_PROGRESS", "READY"));
    return (await this.tender(order, tender)).payment_id;
  }
  async tender(order: Ordered, tender: object): Promise<{ payment_id: string; change_cents: number | null }> {
    const path = `/v1/orders/${order.order_id}/tenders`;
    return (await this.post<{ payment: { payment_id: string; change_cents: number | null } }>(path, tender)).payment;
  }
  refundPiece(order: Ordered, line: number): Promise<unknown> {
    const lines = [{ line_id: order.lines[line]?.line_id, qty: 1 }];
    return this.post(`/v1/orders/${order.order_id}/refunds`, { lines, reason: "not good", manager_pin: MANAGER_PIN });
  }
  async close(counted_cents: number): Promise<ZReport> {
    await this.post("/v1/drawer/counts", { counted_cents });
    return (await this.post<{ report: ZReport }>("/v1/drawer/close", {})).report;
  }
}

async function theDay(one: Counter, two: Counter): Promise<void> {
  const order1 = await one.order("IN_STORE", ["coffee", 2], ["biscuit", 1]);
  await one.sell(order1, { method: "CASH", tendered_cents: 2_000 });
  const order2 = await one.order("PICKUP", ["sandwich", 1], ["coffee", 1]);
  await one.sell(order2, { method: "EXTERNAL_CARD", reference: "4711", tip_cents: 150 });
  await one.sell(await one.order("IN_STORE", ["voucher", 1]), { method: "CASH" });
  const order4 = await two.order("IN_STORE", ["sandwich", 1], ["cake", 1]);
  const wrong = await two.sell(order4, { method: "CASH" });
  const right = { method: "EXTERNAL_CARD", reference: "4712", reason: "it was the card", manager_pin: MANAGER_PIN };
  await two.post(`/v1/orders/${order4.order_id}/tenders/${wrong}/correct`, right);
  const order5 = await two.order("PICKUP", ["biscuit", 3]);
  await two.sell(order5, { method: "CASH" });
  const spilled = await two.order("IN_STORE", ["cake", 1]);
  await two.post(`/v1/orders/${spilled.order_id}/cancel`, { reason: "changed their mind" });
  await one.refundPiece(order1, 0);
  await one.refundPiece(order2, 0);
  await two.refundPiece(order5, 0);
  await two.tender(order4, { method: "CASH", amount_cents: 0, tip_cents: 200 });
  await one.post("/v1/drawer/movements", { kind: "PAID_OUT", amount_cents: 500, reason: "milk", manager_pin: MANAGER_PIN });
}

const rate = (rate_ppm: number, name: string | null, net_cents: number, tax_cents: number) => ({
  ...{ rate_ppm, name, is_exempt: name === null, net_cents, tax_cents },
});
/** The sheet of docs/money.md. */
const SHEET = {
  orders: 5,
  sales_cents: 6_307,
  tax_cents: 236,
  taxes: [rate(0, null, 2_000, 0), rate(TAKEN_AWAY, "VAT", 1_700, 44), rate(EATEN_IN, "VAT", 2_371, 192)],
  refunded_tax_cents: 63,
  refund_taxes: [rate(TAKEN_AWAY, "VAT", 1_041, 27), rate(EATEN_IN, "VAT", 444, 36)],
  tenders: [
    { method: "CASH", count: 5, amount_cents: 4_857, tip_cents: 200 },
    { method: "EXTERNAL_CARD", count: 2, amount_cents: 2_955, tip_cents: 150 },
  ],
  tips_cents: 350,
  corrections: [{ method: "CASH", count: 1, amount_cents: 1_505, tip_cents: 0 }],
  refunds: [
    { method: "CASH", count: 2, amount_cents: 578, tip_cents: 0 },
    { method: "EXTERNAL_CARD", count: 1, amount_cents: 970, tip_cents: 0 },
  ],
  rounding_cents: 1,
  paid_out_cents: 500,
};

const hq = async <T>(world: World, path: string): Promise<T> => done(await world.app.hq<T>("GET", `/stores/${world.storeAt.id}${path}`));
const sumOf = (reports: readonly ZReport[], figure: (day: DayTotals) => number): number =>
  reports.flatMap(({ days }) => days).reduce((sum, day) => sum + figure(day), 0);

test("[M5] the accountant's day: Z reports, headquarters' day and the books have the figures of the sheet", async () => {
  await inWorld({ store: ZURICH }, async (world) => {
    const { app, storeAt } = world;
    await app.publishMenu(storeAt.id, MENU);
    await world.quiet();
    const one = new Counter(storeAt.till, "one");
    const second = new Till(storeAt.box, world.ledger);
    await second.signIn();
    const two = new Counter(second, "two");
    storeAt.line.set("blackhole");
    await one.post("/v1/drawer/sessions", { float_cents: 20_000, own: true });
    await two.post("/v1/drawer/sessions", { float_cents: 15_000, own: true });
    await theDay(one, two);
    const reports = [await one.close(22_080), await two.close(15_395)];
    storeAt.line.calm();
    await world.quiet();

    expect(reports.map(({ drawer }) => [drawer?.expected_cents, drawer?.difference_cents])).toEqual([
      [22_080, 0],
      [15_395, 0],
    ]);
    const business_day = reports[0]?.business_day;
    expect(await hq<DayTotals>(world, `/days/${business_day}`)).toMatchObject(SHEET);
    for (const figure of ["sales_cents", "tax_cents", "tips_cents", "rounding_cents", "paid_out_cents"] as const)
      expect(
        sumOf(reports, (day) => day[figure]),
        figure,
      ).toBe(SHEET[figure]);
    expect(sumOf(reports, (day) => day.refunded_tax_cents ?? 0)).toBe(SHEET.refunded_tax_cents);
    const books = await hq<Books>(world, `/books/${business_day}`);
    expect([books.verdict, books.differences]).toEqual(["EQUAL", []]);
  });
});
