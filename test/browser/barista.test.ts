import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { clickSettled, holdStill, step, ticket } from "./queue-page.ts";
import { A_SHIFT_MS, openQueue, openStoreWithQueue } from "./store-with-queue.ts";

const store = openForFile(openStoreWithQueue);

test(
  "ten tickets on two screens, each started on both at once: one starts it, the other is told who was faster",
  async () => {
    const [one, two] = [await openQueue(store, { expectedStatus: [409] }), await openQueue(store, { expectedStatus: [409] })];
    const placed = [];
    for (let n = 0; n < 10; n++) placed.push(await store.place({ customer_name: `Guest ${n}` }));
    const newest = placed.at(-1)?.number ?? "";
    // What has just come in takes no tap yet.
    await Promise.all([one, two].map(({ page }) => step(page, newest, "Start").click({ trial: true })));
    for (const { order_id, number } of placed) {
      // The very button, whatever it says by the time of the click.
      const starts = await Promise.all([one, two].map(({ page }) => step(page, number, "Start").elementHandle()));
      await Promise.all(starts.map((start) => start?.dispatchEvent("click")));
      await Promise.all([step(one.page, number, "Ready").waitFor(), step(two.page, number, "Ready").waitFor()]);
      expect(await store.statusOf(order_id)).toBe("IN_PROGRESS");
    }
    const told = () =>
      Promise.all(
        [one, two].map(({ page }) =>
          page
            .getByRole("status")
            .getByText(/^Started by barista 1 at/)
            .count(),
        ),
      ).then(([a = 0, b = 0]) => a + b);
    expect(await told()).toBeGreaterThan(0);

    const [first] = placed;
    if (!first) throw new Error("nothing was placed");
    await holdStill(one.page);
    await clickSettled(one.page, step(one.page, first.number, "Ready"));
    await step(two.page, first.number, "Recall").waitFor();
    await ticket(one.page, first.number).getByText("to be paid at the till first").waitFor();
    await clickSettled(one.page, one.page.getByRole("button", { name: "Undo" }));
    await one.page.clock.resume();
    await step(two.page, first.number, "Ready").waitFor();
    expect(await store.statusOf(first.order_id)).toBe("IN_PROGRESS");
    await step(one.page, first.number, "Ready").click({ trial: true });
    await ticket(one.page, first.number).getByText("Espresso").click();
    await ticket(two.page, first.number).getByRole("checkbox", { checked: true }).waitFor({ state: "attached" });
    for (const { faults } of [one, two]) expect(faults).toEqual([]);
    await Promise.all([one.context.close(), two.context.close()]);
  },
  A_SHIFT_MS,
);

test("new, void, scheduled and allergic tickets are told apart, axe finds nothing serious, nothing is cut off", async () => {
  const { page, faults, context } = await openQueue(store);
  const cancelled = await store.place({ customer_name: "Gone" });
  await ticket(page, cancelled.number).getByText("New", { exact: true }).waitFor();
  const manager = await store.box().signIn(store.till, "manager");
  await store.box().call("POST", `/v1/orders/${cancelled.order_id}/cancel`, { reason: "spilled" }, { token: manager });
  await ticket(page, cancelled.number).getByText("Stop making it").waitFor();
  await store.place({
    customer_name: "Ada",
    note: "extra hot",
    items: [{ item_id: "latte", qty: 2, modifier_ids: ["milk-oat", "extra-shot"], note: "ALLERGY: nuts" }],
  });
  const later = await store.place({ customer_name: "Later", requested_for: "2026-05-04T12:00:00.000Z" });
  // Two in the afternoon in Berlin, and the store takes five minutes; one of another day says which.
  await ticket(page, later.number).getByText("for 14:00, on the queue at 13:55").waitFor();
  const tomorrow = await store.place({ customer_name: "Tomorrow", requested_for: "2026-05-05T12:00:00.000Z" });
  await ticket(page, tomorrow.number)
    .getByText(/^for tomorrow, 14:00, on the queue at 13:55$/)
    .waitFor();
  await page.getByRole("region", { name: "All day" }).getByText("Caffè Latte").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await takeShots(page, "barista");
  expect(await cutOff(page)).toEqual([]);
  await step(page, cancelled.number, "Seen").click();
  await ticket(page, cancelled.number).waitFor({ state: "detached" });
  expect(faults).toEqual([]);
  await context.close();
});

test("a screen that hears nothing says so; when the box is back the queue repaints by itself", {
  timeout: A_SHIFT_MS,
}, async () => {
  const { page, context } = await openQueue(store, { expectedStatus: [] });
  const waiting = await store.place({ customer_name: "Tapped" });
  await step(page, waiting.number, "Start").click({ trial: true });
  await store.stopBox();
  await page.getByText(/Lost connection to the store server \d:\d\d ago/).waitFor();
  await step(page, waiting.number, "Start").click();
  const noResponse = page.getByRole("alert").getByText(t("ui.no_response.title", { server: "store" }));
  await noResponse.waitFor();
  await takeShots(page, "barista-deaf");
  await store.startBox();
  const { number } = await store.place({ customer_name: "Back" });
  await ticket(page, number).waitFor();
  await page.getByText(/Lost connection/).waitFor({ state: "detached" });
  await noResponse.waitFor({ state: "detached" });
  await context.close();
});
