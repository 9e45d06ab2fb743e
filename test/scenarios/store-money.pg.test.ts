/** A day of the counter's money with the line down: the store closes it alone, and the cloud's sums become the same. */
import type { Books } from "@crema/shared/contract/books";
import type { DayTotals, ZReport } from "@crema/shared/domain/drawer/report";
import { expect, test } from "vitest";
import { MANAGER_PIN } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { inWorld } from "../world/world.ts";

test("[M5] [I2] a day sold, discounted, tipped, refunded and closed offline is the same day in the cloud, to the cent", async () => {
  await inWorld({}, async (world) => {
    const { till, line, id } = world.storeAt;
    const post = <T>(path: string, body: object) => till.call<T>("POST", path, body, { "idempotency-key": till.newKey() });
    line.set("blackhole");
    done(await post("/v1/drawer/sessions", { float_cents: 10_000 }));
    const [plain, cheap] = [await till.place(), await till.place()];
    await till.serve(plain.order_id);
    const wish = { discount: { kind: "PERCENT", rate_ppm: 100_000 }, reason: "waited long", expected_total_cents: cheap.total_cents };
    const reduced = done(
      await post<{ total_cents: number }>(`/v1/orders/${cheap.order_id}/discount`, { ...wish, manager_pin: MANAGER_PIN }),
    );
    expect(reduced.total_cents).toBe(cheap.total_cents - 50);
    world.ledger.orders.set(cheap.order_id, { order_id: cheap.order_id, store_id: id, total_cents: reduced.total_cents, by: "till" });
    await till.serve(cheap.order_id);
    const tipped = await till.place();
    const { payment } = done(
      await post<{ payment: { payment_id: string; amount_cents: number } }>(`/v1/orders/${tipped.order_id}/tenders`, {
        method: "EXTERNAL_CARD",
        reference: "4711",
        tip_cents: 80,
      }),
    );
    world.ledger.payment({ id: payment.payment_id, store_id: id, amount_cents: payment.amount_cents });
    done(await post(`/v1/orders/${plain.order_id}/refunds`, { amount_cents: 200, reason: "cold", manager_pin: MANAGER_PIN }));
    const spilled = await till.place();
    done(await post(`/v1/orders/${spilled.order_id}/cancel`, { reason: "spilled" }));
    done(await post("/v1/drawer/movements", { kind: "PAID_OUT", amount_cents: 300, reason: "milk", manager_pin: MANAGER_PIN }));
    done(await post("/v1/drawer/no-sales", { reason: "change", manager_pin: MANAGER_PIN }));
    done(await post("/v1/drawer/counts", { counted_cents: 10_400 }));
    const { report } = done(await post<{ report: ZReport }>("/v1/drawer/close", {}));
    expect(report.drawer).toMatchObject({ expected_cents: 10_450, difference_cents: -50 });
    line.calm();
    await world.quiet();
    for (const { order_id } of [plain, cheap, tipped, spilled]) {
      const atStore = await till.receiptPage(order_id);
      expect(atStore).toContain("</html>");
      expect(await world.app.receiptPage(order_id)).toBe(atStore);
    }
    const [day] = report.days;
    const listed = done(await world.app.hq<{ reports: { report: ZReport }[] }>("GET", `/stores/${id}/z-reports`));
    expect(listed.reports.map((each) => each.report)).toEqual([report]);
    expect(done(await world.app.hq<DayTotals>("GET", `/stores/${id}/days/${day?.business_day}`))).toMatchObject({ ...day });
    // 19 % in 2.00 are 0.32.
    expect(day).toMatchObject({ refunded_tax_cents: 32, voids: [{ count: 1, amount_cents: spilled.total_cents }] });
    const books = done(await world.app.hq<Books>("GET", `/stores/${id}/books/${day?.business_day}`));
    expect([books.verdict, books.differences]).toEqual(["EQUAL", []]);
    const compared = (figure: string) => books.rows.find((row) => row.figure === figure);
    expect(compared("tax refunded")).toMatchObject({ store: 32, cloud: 32 });
    expect(compared("19% tax, refunded")).toMatchObject({ store: 32, cloud: 32 });
    expect(compared("voids")).toMatchObject({ store: 1, cloud: 1 });
  });
});
