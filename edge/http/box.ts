/** The box itself: its link, its enrolment, whether it runs and can serve, its metrics. */
import type { Access } from "@crema/shared/contract/access";
import { enrollBox, getHealth, getLink, getReady } from "@crema/shared/contract/edge";
import type { Mount } from "@crema/shared/server/mount";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

/** They tell how much is sold. */
export const FIGURES = { monitor: true, box_operator: true, store: "none" } as const satisfies Access;

export function mountBox(mount: Mount, { link, enroll, readiness, metrics }: AppDeps): void {
  mount(getLink, (c) => c.json(link(), 200));

  mount(getHealth, (c) => c.json({ status: "ok" as const }, 200));

  mount(getReady, async (c) => {
    const refusal = await readiness();
    return refusal
      ? c.json({ status: "unavailable" as const, reason: `${refusal.code}: ${refusal.detail}` }, 503)
      : c.json({ status: "ok" as const }, 200);
  });

  mount(enrollBox, async (c) => {
    const enrolled = await enroll(c.req.valid("json"));
    return enrolled.ok ? c.json(enrolled.value, 200) : refused(enrolled.refusal);
  });

  mount.raw("get", "/metrics", FIGURES, async () => {
    return new Response(await metrics.text(), { headers: { "content-type": metrics.contentType } });
  });
}
