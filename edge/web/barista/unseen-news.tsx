/** "2 new, 1 void": what came in out of view; a tap turns to it. */
import { Button } from "@crema/ui/components/button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import ArrowRight from "lucide-react/icons/arrow-right";
import type { News } from "./news-of.ts";
import type { Unseen } from "./use-unseen.ts";

const KINDS = ["void", "changed", "new"] as const satisfies readonly News[];

export function UnseenNews({ unseen }: { unseen: Unseen<News> }) {
  const t = useWords();
  const all = [...unseen.news.values()];
  const counts = KINDS.flatMap((kind) => {
    const count = all.filter((what) => what === kind).length;
    return count > 0 ? [t("queue.unseen", { count, kind })] : [];
  });
  return (
    <div role="status">
      {counts.length > 0 ? (
        <Button
          className="barista-unseen"
          icon={ArrowRight}
          aria-label={t("queue.unseen.show", { list: counts.join(", ") })}
          onPress={unseen.show}
        >
          {counts.join(", ")}
        </Button>
      ) : null}
    </div>
  );
}
