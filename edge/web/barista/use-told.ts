/** "Ana started A15": what others have just done to the orders on this screen, by order, and the latest of it. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useFlash } from "../use-flash.ts";
import { whoDid } from "./ticket-tags.tsx";

const TOLD_MS = 4_000;
const LATEST = "latest";

export interface Told {
  /** `isOwn`: this screen made the order's last step, and needs not be told. */
  compare(
    before: ReadonlyMap<string, OrderResource>,
    after: ReadonlyMap<string, OrderResource>,
    isOwn: (order: OrderResource) => boolean,
  ): void;
  of(orderId: string): string | null;
  readonly latest: string | null;
}

export function useTold(): Told {
  const t = useWords();
  const flash = useFlash<string>(TOLD_MS);
  return {
    compare(before, after, isOwn) {
      for (const [id, order] of after) {
        const known = before.get(id);
        const text = known && known.last_step?.at !== order.last_step?.at && !isOwn(order) ? whoDid(order, t) : null;
        if (text === null) continue;
        flash.mark(id, text);
        flash.mark(LATEST, text);
      }
    },
    of: flash.of,
    latest: flash.of(LATEST),
  };
}
