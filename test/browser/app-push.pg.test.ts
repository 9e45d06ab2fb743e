import { payloadOf } from "@crema/cloud/messages/push/push-payload";
import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { heading, order, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { AppWorker, subscribeBySandbox } from "./sandbox-push.ts";

const chain = openForFile(openCustomerChain);
const ASK = "Tell me when it is ready";

/** As it is decrypted at the browser. */
const ready = (orderId: string, id = "0198c7f2-8b7e-8cc3-9f5e-1f2a3b4c5d6e") =>
  payloadOf({
    ...{ message_id: id, kind: "READY", title: "Your order is ready", text: "Number A1 – Main Street", tag: orderId },
    ...{ url: `https://order.example.org/app/orders/${orderId}`, unsubscribe_url: null, expires_at: "2030-01-01T00:00:00.000Z" },
  });

test(
  "a guest is told when the order is ready, taps, and sees the order",
  async () => {
    const { page, context, faults } = await phone(chain);
    await subscribeBySandbox(context, chain.pushSandbox);
    const orderId = await order(page);
    await page.getByRole("button", { name: ASK }).click();
    await page.getByText("This device tells you when it is ready").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    await takeShots(page, "app-told");
    await page.reload();
    await page.getByRole("button", { name: "Stop telling me" }).waitFor();

    const worker = await AppWorker.of(page);
    const first = { title: "Your order is ready", body: "Number A1 – Main Street", tag: orderId, icon: "/app/icon-192.png", silent: false };
    expect(await worker.deliver(ready(orderId), 1)).toEqual([first]);
    // The same message once more, as after a lost response.
    expect(await worker.deliver(ready(orderId), 2)).toEqual([first, { ...first, silent: true }]);
    expect(await worker.tap()).toEqual({ focused: `${chain.url}/app/orders/${orderId}` });
    await page.goto("/app");
    const { opened = "" } = await worker.tap();
    expect(opened).toBe(`${chain.url}/app/orders/${orderId}`);
    const another = await context.newPage();
    await another.goto(opened);
    await heading(another, "Accepted by the store");

    // Whatever is pushed, something is shown, and nothing but the app is opened.
    const elsewhere = { id: "1", kind: "READY", title: "x", body: "y", tag: "z", path: "//evil.example/app/orders" };
    for (const [n, text] of ["", "no JSON", "null", JSON.stringify({ title: 1 }), JSON.stringify(elsewhere)].entries()) {
      const shown = await worker.deliver(text, 3 + n);
      expect(shown.at(-1)?.body).toBe(text.includes("evil") ? "y" : "There is news of your order. Tap to see it.");
      expect(await worker.tap()).toEqual({ opened: `${chain.url}/app/orders` });
    }

    await another.getByRole("button", { name: "Stop telling me" }).click();
    await another.getByRole("button", { name: ASK }).waitFor();
    await another.reload();
    await another.getByRole("button", { name: ASK }).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "whoever cannot be told is told why, and the order's page goes on",
  async () => {
    const refusing = await phone(chain);
    await subscribeBySandbox(refusing.context, chain.pushSandbox, { reply: "denied" });
    await order(refusing.page);
    await refusing.page.getByRole("button", { name: ASK }).click();
    await refusing.page.getByText("Notifications of this site are blocked in your browser").waitFor();
    await refusing.page.reload();
    await refusing.page.getByText("Notifications of this site are blocked in your browser").waitFor();

    const alone = await phone(chain);
    await subscribeBySandbox(alone.context, chain.pushSandbox, { hasPushService: false });
    await order(alone.page);
    await alone.page.getByRole("button", { name: ASK }).click();
    await alone.page.getByText("Your browser has no way to be notified right now").waitFor();
    expect(await seriousFindings(alone.page)).toEqual([]);

    const old = await phone(chain);
    await old.context.addInitScript("delete window.PushManager");
    const orderId = await order(old.page);
    await old.page.getByText("This browser cannot notify you").waitFor();
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await heading(old.page, "Being made");
    expect([...refusing.faults, ...alone.faults, ...old.faults]).toEqual([]);
  },
  TASK_MS,
);
