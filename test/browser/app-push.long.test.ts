import { expect, test } from "vitest";
import { seriousFindings } from "./browser.ts";
import { heading, order, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { subscribeBySandbox } from "./sandbox-push.ts";

const chain = openForFile(openCustomerChain);
const ASK = "Tell me when it is ready";

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
