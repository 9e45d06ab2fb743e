/** The reads that each request needs, from memory until something is written, or a reduced price begins or ends. */
import type { PerCommit } from "./per-commit.ts";
import type { EdgeQueries } from "./ports.ts";
import { holdsAt } from "./queries/menu.ts";
import type { Store } from "./store.ts";

export function rememberedQueries({ queries, time }: Pick<Store, "queries" | "time">, perCommit: PerCommit): EdgeQueries {
  return {
    ...queries,
    identity: perCommit.remember(queries.identity),
    menu: perCommit.remember(queries.menu, (inForce) => holdsAt(inForce, time.now())),
  };
}
