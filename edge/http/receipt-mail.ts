/** A receipt by e-mail, for tills. */
import { mailReceiptAtStore } from "@crema/shared/contract/receipt-mail";
import type { Mount } from "@crema/shared/server/mount";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountReceiptMail(mount: Mount, { mailReceipt }: AppDeps): void {
  mount(mailReceiptAtStore, async (c) => {
    const sent = await mailReceipt(c.req.valid("param").order_id, c.req.valid("json").email);
    return sent.ok ? c.json({ queued: true as const }, 202) : refused(sent.refusal);
  });
}
