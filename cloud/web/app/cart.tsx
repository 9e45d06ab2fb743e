/**
 * What the customer is about to order; it survives a reload. It holds what is wanted and no price: what it costs is the server's
 * to say, each time. It is of one store: what would take its place is asked about first (new-cart-question.tsx).
 */
import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { createContext, type ReactNode, useContext, useState } from "react";

export interface CartContents {
  readonly storeId: string | null;
  readonly lines: readonly RequestedLine[];
  readonly promotionCode: string;
  readonly name: string;
  readonly note: string;
}

interface Cart extends CartContents {
  readonly count: number;
  change(to: Partial<CartContents>): void;
  /** To a cart of this store, or to an empty one. */
  add(storeId: string, line: RequestedLine): void;
  /** In place of what there was, its code and its note included. */
  begin(storeId: string, lines: readonly RequestedLine[]): void;
  /** In place of the line there. */
  put(index: number, line: RequestedLine): void;
  setQty(index: number, qty: number): void;
  /** All but the name, which is the same next time. */
  empty(): void;
  /** The name too, and on this device's disk. */
  forget(): void;
}

const KEPT = "crema.cart";
const EMPTY: CartContents = { storeId: null, lines: [], promotionCode: "", name: "", note: "" };
const MAX_QTY = 99;

/** An older page wrote lines without a word about the menu's defaults: it meant them, and it is said when they are sent. */
function storedCart(text: string | null): CartContents {
  const stored: CartContents = { ...EMPTY, ...JSON.parse(text ?? "{}") };
  return { ...stored, lines: stored.lines.map((line) => ({ ...line, fill_defaults: line.fill_defaults ?? true })) };
}

const Context = createContext<Cart | null>(null);

export function CartProvider({ children }: { children: ReactNode }) {
  const { storage } = usePorts();
  const [contents, setContents] = useState<CartContents>(() => storedCart(storage.get(KEPT)));
  const change = (to: Partial<CartContents>) => {
    const next = { ...contents, ...to };
    storage.set(KEPT, JSON.stringify(next));
    setContents(next);
  };
  const begin = (storeId: string, lines: readonly RequestedLine[]) => change({ ...EMPTY, name: contents.name, storeId, lines });
  const cart: Cart = {
    ...contents,
    count: contents.lines.reduce((sum, line) => sum + line.qty, 0),
    change,
    add(storeId, line) {
      if (contents.storeId === storeId) change({ lines: [...contents.lines, line] });
      else begin(storeId, [line]);
    },
    begin,
    put: (index, line) => change({ lines: contents.lines.map((one, at) => (at === index ? line : one)) }),
    setQty(index, qty) {
      const lines = contents.lines.flatMap((line, at) => {
        if (at !== index) return [line];
        return qty < 1 ? [] : [{ ...line, qty: Math.min(qty, MAX_QTY) }];
      });
      change({ lines });
    },
    empty: () => change({ ...EMPTY, name: contents.name }),
    forget() {
      storage.remove(KEPT);
      setContents(EMPTY);
    },
  };
  return <Context value={cart}>{children}</Context>;
}

export function useCart(): Cart {
  const cart = useContext(Context);
  if (!cart) throw new Error("outside CartProvider");
  return cart;
}
