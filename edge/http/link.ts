/** The box's link to its cloud: how it stands, and its enrolment. */
import { enrollBox, getLink } from "@crema/shared/contract/link";
import type { Mount } from "@crema/shared/server/mount";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountLink(mount: Mount, { link, enroll }: AppDeps): void {
  mount(getLink, (c) => c.json(link(), 200));

  mount(enrollBox, async (c) => {
    const enrolled = await enroll(c.req.valid("json"));
    return enrolled.ok ? c.json(enrolled.value, 200) : refused(enrolled.refusal);
  });
}
