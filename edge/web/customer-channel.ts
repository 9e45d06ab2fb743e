/**
 * Between a till and its guest's window in the same browser: what is shown, and the tip that was chosen. It goes through no server, so it
 * works whatever is away.
 */
import type { ChosenTip, CustomerScreen } from "@crema/shared/contract/customer-screen";

export const CUSTOMER_CHANNEL = "crema.customer-screen";

export type ChannelMessage =
  | { readonly type: "screen"; readonly screen: CustomerScreen }
  | { readonly type: "tip"; readonly tip: ChosenTip }
  /** The window has been opened, and asks for what is shown. */
  | { readonly type: "hello" }
  /** The till has been closed. */
  | { readonly type: "bye" };
