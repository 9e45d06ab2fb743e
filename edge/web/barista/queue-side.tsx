/** Beside what is to be made, or below it where the screen is narrow: ready, done here and not elsewhere, for later. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { ReactNode } from "react";
import type { SortedQueue } from "./sort-queue.ts";

export interface QueueSideProps {
  readonly sorted: SortedQueue;
  /** Of earlier days. */
  readonly leftOpen: number;
  readonly children: (order: OrderResource) => ReactNode;
}

export function QueueSide({ sorted, leftOpen, children }: QueueSideProps) {
  const t = useWords();
  const part = (id: string, name: string, orders: readonly OrderResource[]) => (
    <section className="side-part" aria-labelledby={id}>
      <h2 id={id}>
        {name} <span className="number">{orders.length}</span>
      </h2>
      <ul>{orders.map(children)}</ul>
    </section>
  );
  return (
    <aside className="queue-side">
      {leftOpen > 0 ? (
        <p className="barista-more">{t.drawn("queue.left_open", { count: leftOpen, b: (text) => <b className="number">{text}</b> })}</p>
      ) : null}
      {part("ready", t("queue.ready"), sorted.ready)}
      {sorted.elsewhere.length > 0 ? part("elsewhere", t("queue.done_here"), sorted.elsewhere) : null}
      {sorted.later.length > 0 ? part("later", t("queue.later"), sorted.later) : null}
    </aside>
  );
}
