/** How a node of the cloud is served and how it ends. */
import type { ListenOptions } from "@crema/shared/server/listen";

export const SERVING = {
  stopping: { detail: "This node is stopping.", retry_after_s: 1 },
  /** What a request and an open stream may still take. */
  drainMs: 20_000,
  /** Longer than a proxy keeps an idle connection, so that it is the proxy who closes it. */
  keepAliveMs: 65_000,
} as const satisfies Partial<ListenOptions>;
