/** How much of a tip an order may have, at the counter and online: more is taken for a slip of the finger. */
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { moneyText } from "../kernel/money-text.ts";
import type { PricedOrder } from "../order/order.ts";
import type { PlaceOrderRequest } from "../order/order-request.ts";
import type { StoreSettings } from "../store/profile.ts";

/** All tips of an order together may be this many times its total, or the store's limit, whichever is more. */
const MAX_TIP_SHARE = 2;

export const mostTipCents = (total: number, limit: number): number => Math.max(MAX_TIP_SHARE * total, limit);

/** A tip that comes with the order: only where the card is charged with it. At the counter it comes with the tender. */
export function checkTip(
  { payment_method, tip_cents = 0 }: Pick<PlaceOrderRequest, "payment_method"> & { readonly tip_cents?: number | undefined },
  priced: Pick<PricedOrder, "total_cents" | "currency" | "minor_digits">,
  settings: Pick<StoreSettings, "tip_limit_cents">,
): Result<null> {
  if (tip_cents === 0) return ok(null);
  if (payment_method !== "ONLINE") {
    return refuse(
      "payment.tip_not_online",
      "A tip comes with the order only where it is paid online. Leave it out, and tip when you pay.",
      {
        fields: [{ field: "/tip_cents", message: "only with payment_method ONLINE" }],
      },
    );
  }
  const most = mostTipCents(priced.total_cents, settings.tip_limit_cents ?? 0);
  if (tip_cents <= most) return ok(null);
  const text = (minor: number) => moneyText(minor, priced);
  return refuse(
    "payment.tip_too_large",
    `A tip of ${text(tip_cents)} on an order of ${text(priced.total_cents)} is too much; the most is ${text(most)}. Choose another tip.`,
    { fields: [{ field: "/tip_cents", message: `at most ${most}` }] },
  );
}
