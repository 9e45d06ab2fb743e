import type { MessageKind } from "@crema/cloud/messages/channel";
import { PushPayload } from "@crema/cloud/messages/push/push-payload";
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { heading, MAIN_STREET, order, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { AppWorker, subscribeBySandbox } from "./sandbox-push.ts";

const chain = openForFile(openCustomerChain);
const ASK = t("tell.ask");

/** As it is decrypted at the browser, once the cloud has pushed it. */
async function pushed(orderId: string, kind: MessageKind): Promise<string> {
  for (;;) {
    for (const { text } of chain.pushSandbox.pushes()) {
      const push = PushPayload.parse(JSON.parse(text));
      if (push.tag === orderId && push.kind === kind) return text;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test(
  "a guest is told when the order is ready, taps, and sees the order",
  async () => {
    const { page, context, faults } = await phone(chain);
    await subscribeBySandbox(context, chain.pushSandbox);
    const orderId = await order(page);
    await page.getByRole("button", { name: ASK }).click();
    await page.getByText(t("tell.told")).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    await takeShots(page, "app-told");
    await page.reload();
    await page.getByRole("button", { name: t("tell.stop") }).click();
    await page.getByRole("button", { name: ASK }).click();
    await page.getByRole("button", { name: t("tell.stop") }).waitFor();

    const worker = await AppWorker.of(page);
    await page.goto("/app");
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await chain.move(orderId, "IN_PROGRESS", "READY");
    const ready = await pushed(orderId, "READY");
    const shown = {
      ...{ title: "Main Street, order A1: ready to pick up", body: expect.stringContaining("Your order A1 is ready at Main Street.") },
      ...{ tag: orderId, icon: "/app/icon-192.png", silent: false },
    };
    expect(await worker.deliver(ready, 1)).toEqual([shown]);
    // The same message once more, as after a lost response.
    expect(await worker.deliver(ready, 2)).toEqual([shown, { ...shown, silent: true }]);
    const { opened = "" } = await worker.tap();
    expect(opened).toMatch(`${chain.url}/app/orders/${orderId}#ord_`);
    const another = await context.newPage();
    await another.goto(opened);
    await heading(another, t("order.head.ready"));
    await takeShots(another, "app-told-ready");
    // A tab that has come there by itself, and not one that has left.
    await page.getByRole("link", { name: t("app.title.orders") }).click();
    await page.getByRole("link", { name: new RegExp(t("order.head.ready")) }).click();
    await another.getByRole("link", { name: t("app.title.stores") }).click();
    await another.getByRole("link", { name: MAIN_STREET }).waitFor();
    expect(await worker.tap()).toEqual({ focused: `${chain.url}/app` });

    // Whatever is pushed, something is shown, and nothing but the app is opened.
    const elsewhere = { id: "1", kind: "READY", title: "x", body: "y", tag: "z", path: "//evil.example/app/orders" };
    for (const [n, text] of ["", "no JSON", "null", JSON.stringify({ title: 1 }), JSON.stringify(elsewhere)].entries()) {
      const all = await worker.deliver(text, 3 + n);
      expect(all.at(-1)?.body).toBe(text.includes("evil") ? "y" : "There is news of your order. Tap to see it.");
      expect(await worker.tap()).toEqual({ opened: `${chain.url}/app/orders` });
    }
    expect(chain.pushSandbox.refused()).toEqual([]);
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
