/** More of headquarters' work than hq.pg.test.ts has in every run: pictures, what waits in quarantine, sessions that end, orders of the app. */
import { createHash, randomUUID } from "node:crypto";
import { espressos, storeInput } from "@crema/cloud/cloud-node.test-fixture";
import { drawn } from "@crema/cloud/pictures/drawn.test-fixture";
import { life, posOrder } from "@crema/cloud/store-events.test-fixture";
import { english as t } from "@crema/tools/words/english";
import { describe, expect, test } from "vitest";
import { looksRight, openHeadquarters, openHq, tab } from "./hq-page.ts";
import { openForFile } from "./open-for-file.ts";
import { soldOrder } from "./sold-order.ts";

const hq = openForFile(openHeadquarters);

describe("headquarters", () => {
  test("uploads pictures of items and sees each with its name; what is none is said in its place", async () => {
    const { page, faults } = await openHq(hq, { token: await hq.cloud.operator("hq"), expectedStatus: [422] });
    await tab(page, t("hq.tab.pictures"));
    const latte = await drawn({ width: 640, height: 480, format: "png" });
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: "image/png", buffer });
    await page.getByLabel(t("hq.pictures.upload")).setInputFiles([file("latte.png", latte), file("logo.svg", Buffer.from("<svg/>"))]);
    await page.getByText(createHash("sha256").update(latte).digest("hex")).waitFor();
    for (const shown of [page.getByRole("img", { name: "latte.png" }), page.getByText("This is an SVG")]) await shown.waitFor();
    await looksRight(page, "hq-pictures");
    expect(faults).toEqual([]);
    const it = await openHq(hq, { token: await hq.cloud.operator("it") });
    await it.page.getByRole("tab", { name: t("hq.tab.stores") }).waitFor();
    expect(await it.page.getByRole("tab", { name: t("hq.tab.pictures") }).count()).toBe(0);
  });

  test("where the chart's library cannot write the browser's language, the figures stand without it", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner, language: "en-US@posix" });
    await tab(page, t("hq.tab.sales"));
    await page.getByRole("rowheader", { name: /May 4/ }).waitFor();
    expect(faults).toEqual([]);
  });

  test("what waits in quarantine is told with its reason, tried again, and set aside; PINs that are to be renewed are told by name", async () => {
    const staff = [
      { staff_id: "ana", name: "Ana", role: "cashier", pin: "4711" },
      { staff_id: "bo", name: "Bo", role: "barista", pin: "4712" },
    ] as const;
    const body = storeInput({ name: "Crema North Station", staff: [...staff] });
    expect((await hq.cloud.call("PUT", `/v1/admin/stores/${hq.north.storeId}`, { token: hq.owner, body })).status).toBe(200);
    await hq.cloud.database.pool.query(
      `UPDATE store_documents SET document = jsonb_set(document::jsonb, '{staff,0,pin,salt}', '"b2xkZXIgdGhhbiB0aGF0"')
       WHERE store_id = $1 AND kind = 'profile'`,
      [hq.north.storeId],
    );
    const [placed, , , , completed] = life(hq.north, posOrder(hq.north, soldOrder("2026-05-04", 20)));
    if (!placed || !completed) throw new Error("no life");
    await hq.north.send(placed, completed);
    const { page, faults } = await openHq(hq, { token: hq.owner });
    await tab(page, t("hq.tab.stores"));
    await page.getByRole("button", { name: t("hq.store.manage_of", { count: 1, store: "Crema North Station" }) }).click();
    const sheet = page.getByRole("dialog");
    await sheet
      .getByRole("region", { name: t("hq.pins.title") })
      .getByText(t("hq.pins.person", { name: "Ana", role: t("hq.staff.cashier") }))
      .waitFor();
    expect(await sheet.getByText(t("hq.pins.person", { name: "Bo", role: t("hq.staff.barista") })).count()).toBe(0);
    const boxes = sheet.getByRole("region", { name: t("hq.boxes.title") });
    await boxes.getByText(/^A \(epoch 1\)/).waitFor();
    const steps = [t("hq.boxes.revoke"), t("hq.boxes.no"), t("hq.boxes.replace"), t("hq.boxes.make")];
    for (const name of steps) await boxes.getByRole("button", { name, exact: true }).click();
    await boxes.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/).waitFor();
    await boxes.getByText(t("hq.boxes.step.use_code")).waitFor();
    const events = sheet.getByRole("list", { name: t("hq.quarantine.list") });
    await events.getByText("order.completed").waitFor();
    await events.getByText("order.out_of_sequence").waitFor();
    await looksRight(page, "hq-quarantine");
    await sheet.getByRole("button", { name: t("hq.quarantine.retry") }).click();
    await sheet.getByText(t("hq.quarantine.retried", { applied: 0, waiting: 1 })).waitFor();
    await events.getByRole("button", { name: /^Set aside update \d+/ }).click();
    await sheet.getByLabel(t("hq.quarantine.why")).fill("Rung up while training.");
    await sheet.getByRole("button", { name: t("hq.quarantine.for_good") }).click();
    await sheet.getByText(t("hq.quarantine.none")).waitFor();
    await sheet.getByLabel(t("hq.quarantine.which"), { exact: true }).selectOption("SET_ASIDE");
    await events.getByText(/Set aside .* by owner.*: Rung up while training\./).waitFor();
    expect(faults).toEqual([]);
  });

  test("a session that ends while the page is open leads to the sign-in, and a store that goes dark is seen", async () => {
    const token = await hq.cloud.operator("hq", [hq.north.storeId]);
    const { page } = await openHq(hq, { token, expectedStatus: [401] });
    await page.getByRole("heading", { name: "Crema North Station" }).waitFor();
    expect(await page.getByRole("heading", { name: "Crema Harbour" }).count()).toBe(0);
    hq.cloud.node.time.ms += 20_000;
    await page.getByText(t("hq.health.offline")).waitFor();
    expect((await hq.cloud.call("DELETE", "/v1/session", { token })).status).toBe(204);
    await page.getByLabel(t("hq.sign_in.token")).waitFor();
  });

  test("an order from the app is there before any store has taken it", async () => {
    await hq.north.send();
    const placed = await hq.cloud.call("POST", "/v1/orders", {
      body: espressos(hq.north.storeId, { customer_name: "Appa" }),
      headers: { "idempotency-key": randomUUID() },
    });
    expect(placed.status).toBe(201);
    const { page } = await openHq(hq, { token: hq.owner, width: 390 });
    await tab(page, t("hq.tab.orders"));
    await page.getByLabel(t("hq.orders.search"), { exact: true }).fill("appa");
    await page.getByText("Appa", { exact: true }).waitFor();
  });
});
