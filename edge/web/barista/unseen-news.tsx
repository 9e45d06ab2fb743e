/** "2 new, 1 void": what came in out of view; a tap scrolls there. */
import { Button } from "@crema/ui/components/button.tsx";
import type { News } from "./news-of.ts";
import type { Unseen } from "./use-unseen.ts";

const KINDS = ["void", "changed", "new"] as const satisfies readonly News[];

export function UnseenNews({ unseen }: { unseen: Unseen<News> }) {
  const all = [...unseen.news.values()];
  const counts = KINDS.flatMap((kind) => {
    const count = all.filter((what) => what === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  return (
    <div role="status">
      {counts.length > 0 ? (
        <Button className="barista-unseen" size="large" onPress={unseen.show}>
          {counts.join(", ")} out of sight: show
        </Button>
      ) : null}
    </div>
  );
}
