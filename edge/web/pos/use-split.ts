/**
 * How the bill at hand is split: stored, so that the next guest's part goes on where the one before was, also after the till was loaded
 * again. Of one bill at a time.
 */
import type { OrderLine } from "@crema/shared/domain/order/order";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useEffect, useEffectEvent, useState } from "react";
import { type EvenSplit, type ItemSplit, splitNow } from "./split.ts";

const KEPT = "crema.pos.split";

interface Kept {
  /** null: a ticket that was no order yet when it was split; its order has the same lines. */
  readonly orderId: string | null;
  readonly lines: string;
  readonly evenly: EvenSplit | null;
  readonly byItem: ItemSplit | null;
}

export interface Bill {
  readonly order: { readonly order_id: string; readonly paid_cents: number } | null;
  readonly lines: readonly Pick<OrderLine, "name" | "qty">[];
}

export interface Splitting {
  readonly evenly: EvenSplit | null;
  readonly byItem: ItemSplit | null;
  /** The last one that was said counts. */
  splitEvenly(split: EvenSplit): void;
  splitByItem(split: ItemSplit): void;
  /** It is split another way, or paid. */
  forget(): void;
}

export function useSplit({ order, lines }: Bill): Splitting {
  const { storage } = usePorts();
  const [kept, setKept] = useState(() => keptFrom(storage.get(KEPT)));
  const bill = { orderId: order?.order_id ?? null, lines: lines.map(({ name, qty }) => `${qty} ${name}`).join(", ") };
  const isOfBill = kept !== null && kept.lines === bill.lines && (kept.orderId === null || kept.orderId === bill.orderId);
  const keep = ({ evenly, byItem }: Pick<Kept, "evenly" | "byItem">) => {
    const all = { ...bill, evenly, byItem };
    storage.set(KEPT, JSON.stringify(all));
    setKept(all);
  };
  const adopt = useEffectEvent(() => {
    if (isOfBill && kept.orderId === null && bill.orderId !== null) keep(kept);
  });
  useEffect(() => {
    if (bill.orderId !== null) adopt();
  }, [bill.orderId]);
  return {
    evenly: isOfBill ? kept.evenly : null,
    byItem: isOfBill && kept.byItem ? splitNow(kept.byItem, order?.paid_cents ?? 0) : null,
    splitEvenly: (evenly) => keep({ evenly, byItem: null }),
    splitByItem: (byItem) => keep({ evenly: null, byItem }),
    forget: () => {
      storage.remove(KEPT);
      setKept(null);
    },
  };
}

/** null: none, or the text is not one of this page. */
function keptFrom(text: string | null): Kept | null {
  if (text === null) return null;
  const read: Partial<Kept> = JSON.parse(text);
  return typeof read.lines === "string" ? { orderId: null, evenly: null, byItem: null, lines: read.lines, ...read } : null;
}
