/** Money at the counter over HTTP: what is refused, who has to approve, what receipt and drawer return. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos, openTestBox, PINS, type TestBox } from "../box.test-fixture.ts";

let box: TestBox;
let pos: string;
let barista: string;
let cashier: string;
let manager: string;
let keys = 0;

beforeAll(async () => {
  box = await openTestBox();
  pos = (await box.pair("pos")).token;
  barista = await box.signIn((await box.pair("barista")).token, "barista");
  cashier = await box.signIn(pos, "cashier");
  manager = await box.signIn((await box.pair("pos")).token, "manager");
});
afterAll(() => box.stop());

const post = (path: string, body: object, token = cashier, key: string | null = `m-${keys++}`) =>
  box.call("POST", path, body, { token, headers: key === null ? {} : { "idempotency-key": key } });
const get = (path: string, token = cashier) => box.call("GET", path, undefined, { token });
async function placed(changes: object = {}): Promise<string> {
  const response = await post("/v1/orders", { ...espressos(), ...changes }, pos);
  return `/v1/orders/${response.json.order_id}`;
}
async function paid(tender: object = {}): Promise<string> {
  const path = await placed();
  await post(`${path}/tenders`, { method: "CASH", ...tender });
  return path;
}
const PERCENT = { discount: { kind: "PERCENT", rate_ppm: 100_000 }, reason: "waited long", expected_total_cents: 500 };
const REFUND = { reason: "cold", manager_pin: PINS.manager };

describe("a tender that cannot be", () => {
  test.each<[string, object, number, string, string]>([
    ["a negative tip", { tip_cents: -1 }, 422, "request.invalid", "/tip_cents"],
    ["a tip of half a cent", { tip_cents: 0.5 }, 422, "request.invalid", "/tip_cents"],
    ["a tip beyond any amount", { tip_cents: 10 ** 12 }, 422, "request.invalid", "/tip_cents"],
    ["a tip of more than twice the order", { tip_cents: 1001 }, 422, "payment.tip_too_large", "/tip_cents"],
    ["a negative amount", { amount_cents: -5 }, 422, "request.invalid", "/amount_cents"],
    ["more than is owed", { amount_cents: 501 }, 422, "payment.exceeds_balance", "/amount_cents"],
    [
      "more than is owed, by card",
      { method: "EXTERNAL_CARD", reference: "1", amount_cents: 501 },
      422,
      "payment.exceeds_balance",
      "/amount_cents",
    ],
    ["cash that covers the amount and not the tip", { tip_cents: 50, tendered_cents: 549 }, 422, "payment.cash_short", "/tendered_cents"],
  ])("%s", async (_name, changes, status, code, field) => {
    const response = await post(`${await placed()}/tenders`, { method: "CASH", ...changes });
    expect([response.status, response.json.code]).toEqual([status, code]);
    expect(JSON.stringify(response.json.fields)).toContain(field);
  });

  test("tips of a split tender count together", async () => {
    const path = await placed();
    expect((await post(`${path}/tenders`, { method: "CASH", amount_cents: 100, tip_cents: 900 })).status).toBe(201);
    expect((await post(`${path}/tenders`, { method: "CASH", tip_cents: 101 })).json.code).toBe("payment.tip_too_large");
  });

  test("a tip is recorded apart: the balance, the sale and the change know what it is", async () => {
    const response = await post(`${await placed()}/tenders`, { method: "CASH", tip_cents: 70, tendered_cents: 600 });
    expect(response.json).toMatchObject({
      payment: { amount_cents: 500, tip_cents: 70, tendered_cents: 600, change_cents: 30 },
      order: { paid_cents: 500, total_cents: 500 },
      balance_cents: 0,
    });
  });
});

describe("what a manager has to approve", () => {
  const routes: [string, () => Promise<string>, object][] = [
    ["a discount", async () => `${await placed()}/discount`, PERCENT],
    ["a refund", async () => `${await paid()}/refunds`, { reason: "cold" }],
    ["a no-sale", async () => "/v1/drawer/no-sales", { reason: "change" }],
    ["cash paid out", async () => "/v1/drawer/movements", { kind: "PAID_OUT", amount_cents: 100, reason: "milk" }],
  ];
  beforeAll(() => post("/v1/drawer/sessions", { float_cents: 10_000 }));
  afterAll(async () => {
    await post("/v1/drawer/counts", { counted_cents: 10_000 });
    await post("/v1/drawer/close", {});
  });

  test.each(routes)(
    "%s: not by a cashier alone, nor by a cashier's PIN; by a manager's PIN, or by the manager",
    async (_name, path, body) => {
      const where = await path();
      const alone = await post(where, body);
      expect([alone.status, alone.json.code]).toEqual([403, "auth.manager_required"]);
      box.timers.advance(60_000);
      const withPin = await post(where, { ...body, manager_pin: PINS.manager });
      expect(withPin.status, withPin.text).toBeLessThan(300);
      const byManager = await post(await path(), body, manager);
      expect(byManager.status, byManager.text).toBeLessThan(300);
    },
  );

  test.each(routes)("%s is not a barista's, nor a device's without anybody", async (_name, path, body) => {
    const where = await path();
    for (const token of [barista, pos])
      expect((await post(where, { ...body, manager_pin: PINS.manager }, token)).json.code).toBe("auth.forbidden");
  });

  test("guessing the PIN is delayed, then locked, at these routes as at every other", async () => {
    const guesser = await box.pair("pos");
    const asGuesser = await box.signIn(guesser.token, "cashier");
    const where = `${await paid()}/refunds`;
    const codes = new Set<unknown>();
    for (let n = 0; n < 12; n++) codes.add((await post(where, { reason: "cold", manager_pin: "0000" }, asGuesser)).json.code);
    expect([...codes]).toEqual(["auth.pin_wrong", "auth.pin_locked"]);
    expect((await post(where, REFUND, asGuesser)).json.code).toBe("auth.pin_locked");
  });
});

describe("a refund that cannot be", () => {
  test.each<[string, object, string]>([
    ["above what was captured", { ...REFUND, amount_cents: 501 }, "refund.exceeds_captured"],
    ["of a tip that nobody gave", { ...REFUND, tip_cents: 1 }, "refund.exceeds_captured"],
    ["of nothing", { ...REFUND, amount_cents: 0 }, "refund.exceeds_captured"],
    ["of another order's capture", { ...REFUND, payment_id: "0198c7f2-8b7e-7000-8000-0000000000ff" }, "payment.not_found"],
    ["of a negative amount", { ...REFUND, amount_cents: -1 }, "request.invalid"],
    ["without a reason", { manager_pin: PINS.manager }, "request.invalid"],
    ["with an empty reason", { ...REFUND, reason: "  " }, "request.invalid"],
  ])("%s", async (_name, body, code) => {
    const path = await paid();
    expect((await post(`${path}/refunds`, body)).json.code).toBe(code);
    expect((await get(path)).json.refunded_cents).toBe(0);
  });

  test("without a capture", async () => {
    const response = await post(`${await placed()}/refunds`, REFUND);
    expect([response.status, response.json.code]).toEqual([409, "refund.nothing_captured"]);
  });

  test("without a key, or of no order", async () => {
    expect((await post(`${await paid()}/refunds`, REFUND, cashier, null)).json.code).toBe("idempotency.key_required");
    const nowhere = "/v1/orders/0198c7f2-8b7e-7000-8000-0000000000ff/refunds";
    expect((await post(nowhere, REFUND)).json.code).toBe("order.not_found");
  });

  test("twice under one key is once, byte for byte, also when the PIN is not sent again", async () => {
    const path = await paid();
    const first = await post(`${path}/refunds`, REFUND, cashier, "refund-1");
    const again = await post(`${path}/refunds`, { reason: "cold" }, cashier, "refund-1");
    expect([again.status, again.text === first.text, again.headers.get("idempotency-replayed")]).toEqual([201, true, "true"]);
  });
});

describe("the drawer", () => {
  test("lives a day: float, sale, paid out, blind count, close, and its report; X is the manager's", async () => {
    expect((await get("/v1/drawer")).json).toEqual({ session: null, others: [] });
    for (const path of ["movements", "counts", "close"]) {
      const body = { movements: { kind: "PAID_IN", amount_cents: 1, reason: "x" }, counts: { counted_cents: 1 }, close: {} }[path] ?? {};
      expect((await post(`/v1/drawer/${path}`, body)).json.code).toBe("drawer.not_open");
    }
    expect((await post("/v1/drawer/sessions", { float_cents: 10_000 })).status).toBe(201);
    const again = await post("/v1/drawer/sessions", { float_cents: 1 });
    expect(again.json).toMatchObject({ status: 409, code: "drawer.already_open", session: { float_cents: 10_000 } });
    await paid({ tip_cents: 30 });
    await post("/v1/drawer/movements", { kind: "PAID_OUT", amount_cents: 200, reason: "milk", manager_pin: PINS.manager });
    expect((await get("/v1/drawer/x-report")).json.code).toBe("auth.forbidden");
    expect((await get("/v1/drawer/x-report", manager)).json).toMatchObject({ drawer: { expected_cents: 10_330 } });
    // The cashier's screen asks for the manager's PIN instead of being refused.
    expect((await post("/v1/drawer/x-report", {})).json.code).toBe("auth.manager_required");
    const approvedX = await post("/v1/drawer/x-report", { manager_pin: PINS.manager });
    expect(approvedX.json).toMatchObject({ drawer: { expected_cents: 10_330 } });
    expect((await post("/v1/drawer/close", {})).json.code).toBe("drawer.not_counted");
    const counted = await post("/v1/drawer/counts", { counted_cents: 10_300 });
    expect([counted.status, /10330|expected|counted_facts/.test(counted.text)]).toEqual([201, false]);
    const closed = await post("/v1/drawer/close", {}, cashier, "close-1");
    expect(closed.json).toMatchObject({ report: { drawer: { expected_cents: 10_330, counted_cents: 10_300, difference_cents: -30 } } });
    expect((await post("/v1/drawer/close", {}, cashier, "close-1")).text).toBe(closed.text);
    expect((await get("/v1/drawer/z-reports?limit=1")).json.reports).toEqual([closed.json.report]);
  });

  test.each<[string, object]>([
    ["/v1/drawer/sessions", { float_cents: -1 }],
    ["/v1/drawer/sessions", {}],
    ["/v1/drawer/counts", { counted_cents: 1.5 }],
    ["/v1/drawer/movements", { kind: "PAID_IN", amount_cents: 0, reason: "x" }],
    ["/v1/drawer/movements", { kind: "NO_SALE", amount_cents: 1, reason: "x" }],
    ["/v1/drawer/movements", { kind: "PAID_IN", amount_cents: 1 }],
    ["/v1/drawer/no-sales", { reason: "x".repeat(281) }],
  ])("%s refuses %j", async (path, body) => {
    expect((await post(path, body)).json.code).toBe("request.invalid");
  });
});

describe("a receipt", () => {
  test("says what is on disk, as text for both widths of paper and as a page that runs nothing", async () => {
    const path = await placed({ customer_name: "<b>Bo</b>" });
    await post(`${path}/discount`, { ...PERCENT, reason: "a & b", manager_pin: PINS.manager });
    await post(`${path}/tenders`, { method: "CASH", tip_cents: 50, tendered_cents: 1000 });
    for (const columns of [32, 48]) {
      const response = await get(`${path}/receipt?format=text&columns=${columns}`);
      expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
      expect(Math.max(...response.text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(columns);
      for (const said of ["Main Street", "Receipt A-", "2 x espresso", "-0.50", "4.50", "19% tax", "10.00", "Change", "-5.00"])
        expect(response.text).toContain(said);
    }
    const page = await get(`${path}/receipt?format=html`);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.text).toContain("&lt;b&gt;Bo&lt;/b&gt;");
    // What staff wrote down as their reason is for the store, not for the guest.
    expect(page.text).toContain("Discount");
    expect(page.text).not.toContain("a &amp; b");
    expect(page.text).not.toContain("<b>");
  });

  test("is refused for no order, for a format that is none, and for a barista", async () => {
    expect((await get("/v1/orders/0198c7f2-8b7e-7000-8000-0000000000ff/receipt")).json.code).toBe("order.not_found");
    const path = await placed();
    expect((await get(`${path}/receipt?columns=40`)).json.code).toBe("request.invalid");
    expect((await get(`${path}/receipt`, barista)).json.code).toBe("auth.forbidden");
  });
});

describe("a sale in one request", () => {
  const sale = (changes: object, token = cashier) => post("/v1/orders", { ...espressos(), ...changes }, token);
  const tenPercent = { discount: PERCENT.discount, reason: PERCENT.reason, manager_pin: PINS.manager };
  const waiting = async () => ((await get("/v1/stores/main-street/queue")).json.orders as object[]).length;

  test("a discount is seen before there is an order, once a manager has approved it", async () => {
    const quote = (discount: object) => post("/v1/orders/quote", { store_id: "main-street", items: espressos().items, discount });
    const before = await waiting();
    expect((await quote({ ...tenPercent, manager_pin: null })).json.code).toBe("auth.manager_required");
    expect((await quote(tenPercent)).json).toMatchObject({ total_cents: 450, promotions: [{ name: "waited long", discount_cents: 50 }] });
    expect(await waiting()).toBe(before);
    const sold = await sale({ discount: tenPercent, expected_total_cents: 450, tender: { method: "CASH" } });
    expect([sold.status, sold.json]).toMatchObject([201, { total_cents: 450, paid_cents: 450, payment: { method: "CASH" } }]);
  });

  test("a refused tender leaves nothing on the queue, and says which of its fields is wrong", async () => {
    const before = await waiting();
    const refused = await sale({ tender: { method: "CASH", tendered_cents: 1 } });
    expect(refused.json).toMatchObject({ code: "payment.cash_short", fields: [{ field: "/tender/tendered_cents" }] });
    expect(await waiting()).toBe(before);
  });

  test("a till where nobody has signed in places orders, and takes no money and gives no discount", async () => {
    for (const changes of [{ tender: { method: "CASH" } }, { discount: tenPercent }]) {
      for (const token of [pos, barista]) expect((await sale(changes, token)).json.code).toBe("auth.forbidden");
    }
    expect((await sale({}, pos)).status).toBe(201);
  });
});
