/** Puts a promotion's code into the cart once the server has priced the cart with it. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useMutation } from "@tanstack/react-query";
import { useCustomerApi } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import type { AskedPrice } from "./use-quote.ts";

export function useApplyCode(asked: AskedPrice, onApplied: () => void) {
  const api = useCustomerApi();
  const cart = useCart();
  return useMutation({
    mutationFn: (code: string) => unwrap(api.v1.orders.quote.$post({ json: { ...asked, promotion_codes: [code] } })),
    onSuccess: (_priced, code) => {
      cart.change({ promotionCode: code });
      onApplied();
    },
  });
}
