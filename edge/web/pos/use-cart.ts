/** The cart of this till, stored across reloads, with an undo for each change. */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useCallback, useState } from "react";
import { type Cart, cartFrom, cartText, EMPTY_CART } from "./cart.ts";

const KEPT = "crema.pos.cart";
const MOST_STEPS_BACK = 30;

export interface CartInUse {
  readonly cart: Cart;
  change(next: (cart: Cart) => Cart): void;
  /** Starts over; an order that was sent cannot be undone into the cart. */
  replace(cart: Cart): void;
  undo(): void;
  readonly canUndo: boolean;
}

export function useCart(): CartInUse {
  const { storage } = usePorts();
  const [{ cart, past }, setState] = useState<{ cart: Cart; past: readonly Cart[] }>(() => ({
    cart: cartFrom(storage.get(KEPT)) ?? EMPTY_CART,
    past: [],
  }));
  const set = useCallback(
    (next: (now: { cart: Cart; past: readonly Cart[] }) => { cart: Cart; past: readonly Cart[] }) =>
      setState((now) => {
        const then = next(now);
        storage.set(KEPT, cartText(then.cart));
        return then;
      }),
    [storage],
  );
  return {
    cart,
    change: useCallback((next) => set((now) => ({ cart: next(now.cart), past: [...now.past, now.cart].slice(-MOST_STEPS_BACK) })), [set]),
    replace: useCallback((next) => set(() => ({ cart: next, past: [] })), [set]),
    undo: useCallback(() => set(({ cart: now, past: steps }) => ({ cart: steps.at(-1) ?? now, past: steps.slice(0, -1) })), [set]),
    canUndo: past.length > 0,
  };
}
