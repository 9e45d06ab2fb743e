import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { openTill, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);

test(
  "the tip that one guest has chosen is not on the next guest's part of the bill",
  async () => {
    const { sheet, tap, button, context } = await openTill(store);
    const second = await context.newPage();
    await second.goto("/pos/customer?here");
    await tap(/^Cappuccino/, "Pay €4.40");
    await second.getByRole("button", { name: /^15%/ }).click();
    await button("Exact cash €5.06").waitFor();
    await tap(t("pos.pay.split"));
    await sheet.getByRole("tab", { name: t("pos.split.evenly") }).tap();
    await tap(t("pos.split.take", { amount: "€2.20" }), "Exact cash €2.86");
    await sheet.getByText(t("pos.pay.paid_left", { paid: "€2.20", left: "€2.20" })).waitFor();
    // On the guest's screen as well: no tip is chosen.
    await second.getByText("€2.20").first().waitFor();
    await button("Exact cash €2.20").waitFor();
    expect(await sheet.textContent()).not.toContain("€0.66");
    await context.close();
  },
  WHOLE_ORDER_MS,
);
