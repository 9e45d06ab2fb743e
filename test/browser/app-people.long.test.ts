/** More about the people who order than app-people.pg.test.ts has in every run: by keyboard alone, and with the provider's own card form. */
import { englishPattern, english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { addFor, heading, MAIN_STREET, orderOnline, phone, placeFor, TASK_MS, tabTo } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(() => openCustomerChain({ publishable_key: "pk_test_form", sandbox_url: null }));

test(
  "a customer orders by keyboard alone",
  async () => {
    const { page, faults } = await phone(chain);
    await page.goto("/app");
    await page.getByRole("link", { name: MAIN_STREET }).waitFor();
    await tabTo(page, "Main Street");
    await page.keyboard.press("Enter");
    await page
      .getByRole("button", { name: /^Espresso/ })
      .first()
      .waitFor();
    await tabTo(page, "Espresso");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: addFor("€2.80") }).waitFor();
    await tabTo(page, "Add to cart");
    await page.keyboard.press("Enter");
    await tabTo(page, t("menu.view_cart", { count: 1 }));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: placeFor("€2.80") }).waitFor();
    await tabTo(page, t("cart.place"));
    await page.keyboard.press("Enter");
    await heading(page, t("order.head.accepted"));
    expect(await page.title()).toBe(`${t("app.title.order")} · Crema`);
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

/** In the place of Stripe's script, which tests do not fetch: as much of it as a card form is made of. */
const FORM = `window.Stripe = Object.assign((key) => ({
  _registerWrapper() {},
  elements: ({ clientSecret }) => ({
    create: (kind) => ({
      mount(place) { place.textContent = (kind === "payment" ? "card form" : "wallets") + " of " + key + " for " + clientSecret.slice(0, 3); },
      unmount() {},
      on() {},
    }),
  }),
  confirmPayment: async () => ({ error: { type: "card_error", code: "expired_card" } }),
}), { version: "test" });`;

test(
  "where the provider's own form is used, it is loaded from the provider when it is needed, and a decline is said in words",
  async () => {
    const { page, context, faults } = await phone(chain);
    const fetched: string[] = [];
    await context.route("https://js.stripe.com/**", (route) => {
      fetched.push(new URL(route.request().url()).host);
      return route.fulfill({ contentType: "text/javascript", body: FORM });
    });
    await page.goto("/app");
    await heading(page, t("stores.heading"));
    expect(fetched).toEqual([]);
    await orderOnline(page);
    await page.getByText("card form of pk_test_form for pi_").waitFor();
    await page.getByRole("button", { name: t("payment.pay"), exact: true }).click();
    await page.getByText(englishPattern("payment.not_paid", { why: t("declined.expired_card") })).waitFor();
    expect(fetched).toEqual(["js.stripe.com"]);
    expect(faults.filter((fault) => !fault.startsWith("elsewhere: https://js.stripe.com/"))).toEqual([]);
  },
  TASK_MS,
);
