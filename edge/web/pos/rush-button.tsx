/** Puts an order before the others on the queue, or back where its promise is. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";

export interface RushButtonProps {
  readonly order: OrderResponse;
  onDone(order: OrderResponse): void;
  onFailed(error: unknown): void;
}

export function RushButton({ order, onDone, onFailed }: RushButtonProps) {
  const t = useWords();
  const api = useStoreApi();
  const { order_id, is_rush } = order;
  const rush = useMutation({
    mutationFn: () => unwrap(api.v1.orders[":order_id"].rush.$post({ param: { order_id }, json: { is_rush: !is_rush } })),
    onSuccess: onDone,
    onError: onFailed,
  });
  return (
    <SteadyButton meaning={`${order_id} ${is_rush ? "in turn" : "first"}`} isDisabled={rush.isPending} onPress={() => rush.mutate()}>
      {t(is_rush ? "pos.rush.off" : "pos.rush.on")}
    </SteadyButton>
  );
}
