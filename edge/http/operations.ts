/** For those who run the box: health, readiness, metrics, and the description of the API. Mount last: the document lists what is there. */
import type { Access } from "@crema/shared/contract/access";
import { getHealth, getReady } from "@crema/shared/contract/operations";
import { OF_A_BOX, refusalsOf } from "@crema/shared/contract/refusals";
import { describeStreams } from "@crema/shared/contract/streams";
import { mountMetrics } from "@crema/shared/server/metrics";
import type { App, Mount } from "@crema/shared/server/mount";
import { builtDocument, mountOpenApi } from "@crema/shared/server/openapi";
import { CUSTOMER_STREAM_ACCESS } from "./customer-screen.ts";
import type { AppDeps } from "./ports.ts";
import { STREAM_ACCESS } from "./queue.ts";

/** They tell how much is sold. */
const FIGURES = { monitor: true, box_operator: true, store: "none" } as const satisfies Access;

export function mountOperations(app: App, mount: Mount, { readiness, metrics, version }: AppDeps): void {
  mount(getHealth, (c) => c.json({ status: "ok" as const }, 200));

  mount(getReady, async (c) => {
    const refusal = await readiness();
    return refusal
      ? c.json({ status: "unavailable" as const, reason: `${refusal.code}: ${refusal.detail}` }, 503)
      : c.json({ status: "ok" as const }, 200);
  });

  mountMetrics(mount, FIGURES, metrics.registry);
  mountOpenApi(app, mount, {
    info: {
      title: "Crema store box",
      version,
      description: "One store's orders, queue and money, on the store's own network. Works with the internet down.",
    },
    side: OF_A_BOX,
    figures: FIGURES,
    rawRoutes: [],
    streams,
    built: builtDocument(import.meta.url),
  });
}

const STREAMS = { ...STREAM_ACCESS, ...CUSTOMER_STREAM_ACCESS };

function streams(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(describeStreams()).map(([path, stream]) => {
      const access = STREAMS[path as keyof typeof STREAMS];
      const refuses = refusalsOf({ method: "get", access, refuses: ["auth.foreign_page", "request.upgrade_required"] }, OF_A_BOX);
      return [path, { ...(stream as object), "x-access": access, "x-refuses": refuses }];
    }),
  );
}
