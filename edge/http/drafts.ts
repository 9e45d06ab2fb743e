/** Tickets on hold. */
import { discardDraft, holdDraft, listDrafts, resumeDraft } from "@crema/shared/contract/drafts";
import { created, idempotencyKey } from "@crema/shared/server/idempotency";
import type { Mount } from "@crema/shared/server/mount";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { noContent, refused } from "./responses.ts";

export function mountDrafts(mount: Mount, { commands, queries }: AppDeps): void {
  mount(listDrafts, (c) => c.json({ drafts: queries.drafts() }, 200));

  mount(holdDraft, async (c) => {
    const held = await commands.hold(c.req.valid("json"), idempotencyKey(c), callerOf(c.var.principal));
    return held.ok ? created(held.value) : refused(held.refusal);
  });

  mount(resumeDraft, async (c) => {
    const resumed = await commands.resume(c.req.valid("param").draft_id, callerOf(c.var.principal));
    return resumed.ok ? c.json(resumed.value, 200) : refused(resumed.refusal);
  });

  mount(discardDraft, async (c) => {
    const discarded = await commands.discard(c.req.valid("param").draft_id);
    return discarded.ok ? noContent() : refused(discarded.refusal);
  });
}
