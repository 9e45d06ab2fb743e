/** The disks of other boxes, for the command line on this one. */
import { relogDisk } from "@crema/shared/contract/relog";
import type { Mount } from "@crema/shared/server/mount";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountRelog(mount: Mount, { relog }: Pick<AppDeps, "relog">): void {
  mount(relogDisk, async (c) => {
    const done = await relog(c.req.valid("json"));
    return done.ok ? c.json(done.value, 200) : refused(done.refusal);
  });
}
