/** What is to be made, in columns from the left, the most urgent first. What has no room on the screen is a page further. */
import { Button } from "@crema/ui/components/button.tsx";
import ChevronLeft from "lucide-react/icons/chevron-left";
import ChevronRight from "lucide-react/icons/chevron-right";
import type { ReactNode } from "react";
import type { News } from "./news-of.ts";
import { UnseenNews } from "./unseen-news.tsx";
import { usePager } from "./use-pager.ts";
import type { Unseen } from "./use-unseen.ts";

export interface QueueColumnsProps {
  readonly count: number;
  /** Behind those that the box has told of. */
  readonly more: number;
  readonly unseen: Unseen<News>;
  /** Between the heading and the pages: counts, what has just been done. */
  readonly head: ReactNode;
  readonly children: ReactNode;
}

export function QueueColumns({ count, more, unseen, head, children }: QueueColumnsProps) {
  const { ref, page, pages, turn, onScroll } = usePager();
  return (
    <section className="queue-make" aria-labelledby="to-make">
      <header className="queue-head">
        <h2 id="to-make">
          To make <span className="number">{count}</span>
        </h2>
        {head}
        <UnseenNews unseen={unseen} />
        <nav className={pages > 1 ? "queue-pages" : "queue-pages queue-pages-one"} aria-label="Pages">
          <Button icon={ChevronLeft} aria-label="Page before" isDisabled={page <= 1} onPress={() => turn(-1)} />
          <span className="number">
            {page}/{pages}
          </span>
          <Button icon={ChevronRight} aria-label="Next page" isDisabled={page >= pages} onPress={() => turn(1)} />
        </nav>
      </header>
      {count === 0 ? <p className="soft barista-empty">Nothing to make.</p> : null}
      <div className="queue-room">
        <ul className="queue-columns" ref={ref} onScroll={onScroll}>
          {children}
        </ul>
      </div>
      {more > 0 ? <p className="soft barista-more">and {more} more behind these</p> : null}
    </section>
  );
}
