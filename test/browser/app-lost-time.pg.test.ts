/** A payment that is not made in time: the guest learns that the time is lost, and which ones have room. */
import { randomUUID } from "node:crypto";
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(() => openCustomerChain(null, 1_000));

test(
  "a time that was not paid for is another's again, and the next ones with room are named",
  async () => {
    const { slots } = (await (await fetch(`${chain.url}/v1/stores/store-1/slots`)).json()) as { slots: string[] };
    const wanted = { store_id: "store-1", fulfillment_type: "PICKUP", payment_method: "ONLINE", requested_for: slots[8] };
    const placed = await fetch(`${chain.url}/v1/orders`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": randomUUID() },
      body: JSON.stringify({ ...wanted, items: [{ item_id: "croissant", qty: 1 }] }),
    });
    const { order_id, access_token } = (await placed.json()) as { order_id: string; access_token: string };
    const { page, faults } = await phone(chain);
    await page.goto(`/app/orders/${order_id}#${access_token}`);
    const note = page.getByRole("region", { name: t("lost.label") });
    await note.getByText(/was held for you until it had to be paid\./).waitFor({ timeout: 60_000 });
    await note.getByText(/^Times with room: .+; .+; .+\. Order again for one of them\.$/).waitFor();
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-lost-time");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
