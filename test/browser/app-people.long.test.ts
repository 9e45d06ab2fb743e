/** More about the people who order than app-people.pg.test.ts has in every run: by keyboard alone, and with the provider's own card form. */
import { expect, test } from "vitest";
import { heading, orderOnline, phone, TASK_MS, tabTo } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(() => openCustomerChain({ publishable_key: "pk_test_form", sandbox_url: null }));

test(
  "a customer orders by keyboard alone",
  async () => {
    const { page, faults } = await phone(chain);
    await page.goto("/app");
    await page.getByRole("link", { name: /Main Street/ }).waitFor();
    await tabTo(page, "Main Street");
    await page.keyboard.press("Enter");
    await page
      .getByRole("button", { name: /^Espresso/ })
      .first()
      .waitFor();
    await tabTo(page, "Espresso");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Add to cart · €2.80" }).waitFor();
    await tabTo(page, "Add to cart");
    await page.keyboard.press("Enter");
    await tabTo(page, "View cart");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Place order · €2.80" }).waitFor();
    await tabTo(page, "Place order");
    await page.keyboard.press("Enter");
    await heading(page, "Accepted by the store");
    expect(await page.title()).toBe("Order · Crema");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

/** In the place of Stripe's script, which tests do not fetch: as much of it as a card form is made of. */
const FORM = `window.Stripe = Object.assign((key) => ({
  _registerWrapper() {},
  elements: ({ clientSecret }) => ({
    create: () => ({ mount(place) { place.textContent = "card form of " + key + " for " + clientSecret.slice(0, 3); }, unmount() {} }),
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
    await heading(page, "Where would you like to order?");
    expect(fetched).toEqual([]);
    await orderOnline(page);
    await page.getByText("card form of pk_test_form for pi_").waitFor();
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await page.getByText("This card has expired. Try another card.").waitFor();
    expect(fetched).toEqual(["js.stripe.com"]);
    expect(faults.filter((fault) => !fault.startsWith("elsewhere: https://js.stripe.com/"))).toEqual([]);
  },
  TASK_MS,
);
