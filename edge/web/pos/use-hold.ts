/** Puts the ticket on hold. The ticket leaves the till only when the box has it on disk. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { useMutation } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import { contentsOf, EMPTY_CART } from "./cart.ts";
import type { CartInUse } from "./use-cart.ts";

export function useHold({ cart, replace }: CartInUse) {
  const api = useStoreApi();
  const writes = usePendingWrites();
  const hold = useMutation({
    mutationFn: () => {
      const draftId = cart.guest?.draft_id;
      const json = { ...contentsOf(cart), ...(draftId && { guest_draft_id: draftId }) };
      return writes.run("hold", json, (key) => unwrap(api.v1.drafts.$post({ json, header: { "idempotency-key": key } })));
    },
    onSuccess: () => replace(EMPTY_CART),
  });
  return { hold };
}
