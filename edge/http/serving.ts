/** How a box is served and how it ends. */
import type { ListenOptions } from "@crema/shared/server/listen";

export const SERVING = {
  stopping: { detail: "The box is stopping.", retry_after_s: 5 },
  /** What a request and an open stream may still take. */
  drainMs: 10_000,
} as const satisfies Partial<ListenOptions>;
