/** What is to be made, in columns from the left, the most urgent first. What has no room on the screen is a page further. */
import { Button } from "@crema/ui/components/button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
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
  const t = useWords();
  const { ref, page, pages, turn, onScroll } = usePager();
  return (
    <section className="queue-make" aria-labelledby="to-make">
      <header className="queue-head">
        <h2 id="to-make">
          {t("queue.to_make")} <span className="number">{count}</span>
        </h2>
        {head}
        <UnseenNews unseen={unseen} />
        <nav className={pages > 1 ? "queue-pages" : "queue-pages queue-pages-one"} aria-label={t("queue.pages")}>
          <Button icon={ChevronLeft} aria-label={t("queue.page_before")} isDisabled={page <= 1} onPress={() => turn(-1)} />
          <span className="number">{`${page}/${pages}`}</span>
          <Button icon={ChevronRight} aria-label={t("queue.page_next")} isDisabled={page >= pages} onPress={() => turn(1)} />
        </nav>
      </header>
      {count === 0 ? <p className="soft barista-empty">{t("queue.nothing")}</p> : null}
      <div className="queue-room">
        <ul className="queue-columns" ref={ref} onScroll={onScroll}>
          {children}
        </ul>
      </div>
      {more > 0 ? <p className="soft barista-more">{t("queue.behind", { count: more })}</p> : null}
    </section>
  );
}
