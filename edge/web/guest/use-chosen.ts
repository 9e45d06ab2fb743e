/** What the guest has chosen: choices and no prices. It survives a reload; what an older page has kept is looked at first. */
import type { FulfillmentType } from "@crema/shared/domain/order/fulfillment-type";
import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useState } from "react";

const KEPT = "crema.guest.chosen";
const MAX_LINES = 30;
const MAX_QTY = 99;

interface Contents {
  readonly lines: readonly RequestedLine[];
  readonly fulfillment_type: FulfillmentType;
}

const EMPTY: Contents = { lines: [], fulfillment_type: "IN_STORE" };

function keptContents(text: string | null): Contents {
  const kept: Partial<Contents> = JSON.parse(text ?? "{}");
  return Array.isArray(kept.lines) ? { ...EMPTY, ...kept } : EMPTY;
}

const isSame = (a: RequestedLine, b: RequestedLine) =>
  a.item_id === b.item_id && a.note === b.note && a.modifier_ids.join() === b.modifier_ids.join();

export function useChosen() {
  const { storage } = usePorts();
  const [contents, setContents] = useState(() => keptContents(storage.get(KEPT)));
  const change = (to: Partial<Contents>) => {
    const next = { ...contents, ...to };
    storage.set(KEPT, JSON.stringify(next));
    setContents(next);
  };
  const { lines } = contents;
  return {
    ...contents,
    add(line: RequestedLine) {
      const at = lines.findIndex((one) => isSame(one, line));
      if (at >= 0) change({ lines: lines.map((one, i) => (i === at ? { ...one, qty: Math.min(MAX_QTY, one.qty + line.qty) } : one)) });
      else change({ lines: [...lines, line].slice(0, MAX_LINES) });
    },
    setQty: (index: number, qty: number) =>
      change({ lines: lines.flatMap((line, at) => (at !== index ? [line] : qty < 1 ? [] : [{ ...line, qty }])) }),
    keep: (those: readonly RequestedLine[]) => change({ lines: those }),
    setWhere: (fulfillment_type: FulfillmentType) => change({ fulfillment_type }),
    empty: () => change({ lines: [] }),
  };
}

export type Chosen = ReturnType<typeof useChosen>;
