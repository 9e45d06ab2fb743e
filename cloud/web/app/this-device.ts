/** What the app uses of its device, to be told by push and to say how far a store is; browser-device.ts is it in a browser. */
import type { StoreLocation } from "@crema/shared/domain/store/location";
import { createContext, useContext } from "react";

/** Why this device cannot be told, if it cannot. `install-first`: an iPhone or iPad, where only an app on the home screen can. */
export type Reach = "can" | "unsupported" | "install-first" | "blocked";

export interface Told {
  /** Where the subscription was sent: of the account, or of one order. */
  readonly path: string;
  readonly subscription_id: string;
  /** Whose account it was; null: an order's. */
  readonly user_id: string | null;
}

export interface OwnSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** No more than a guest says at the counter. */
export interface KeptOrder {
  readonly order_id: string;
  readonly number: string;
  readonly store: string;
  readonly status: string;
  /** When that was known, as it is written where the store is. */
  readonly at: string;
}

export interface ThisDevice {
  /** Asks the person, where they have not said yet, so only in response to a tap. Rejects where the device does not say it. */
  findPlace(): Promise<StoreLocation>;
  reach(): Reach;
  /** A phone shakes; anything else does nothing. */
  shake(): void;
  /** What the page without a network shows (app/offline.js), from now on; null: nothing. */
  keepOpenOrder(order: KeptOrder | null): Promise<void>;
  /** Asks the person, where they have not said yet. Only in response to a tap. */
  askPermission(): Promise<boolean>;
  /** The browser's subscription for this key, made where there is none. Rejects where its push service cannot be reached. */
  subscribe(publicKey: string): Promise<OwnSubscription>;
  /** Its push service is told that nobody is interested any more. */
  unsubscribe(): Promise<void>;
  told(): Promise<readonly Told[]>;
  setTold(told: readonly Told[]): Promise<void>;
}

const Context = createContext<ThisDevice | null>(null);
export const ThisDeviceProvider = Context.Provider;

export function useThisDevice(): ThisDevice {
  const device = useContext(Context);
  if (!device) throw new Error("outside ThisDeviceProvider");
  return device;
}
