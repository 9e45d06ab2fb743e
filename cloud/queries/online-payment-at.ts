/** Whether orders at a store can be paid online: not while nobody has said what the amounts on its menu mean. */
import { digitsAreOpen } from "@crema/shared/domain/kernel/currency";
import type { MenuCache } from "./menu.ts";

/** Whether an order at the store can be paid online now. Where it is not known to be so, it is not. */
export type TakesOnlinePayment = (store: { readonly store_id: string; readonly currency: string }) => Promise<boolean>;

export function onlinePaymentAt(isOffered: boolean, menus: MenuCache): TakesOnlinePayment {
  return async ({ store_id, currency }) => {
    if (!isOffered) return false;
    // Of most currencies it was never a question, and their menus need not be read for it.
    if (!digitsAreOpen({ currency })) return true;
    const sold = await menus.get(store_id);
    return sold.ok && !digitsAreOpen(sold.value.menu);
  };
}
