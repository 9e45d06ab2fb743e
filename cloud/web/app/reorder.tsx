/** The same once more, against the menu of now. What is no longer sold is named before the cart is shown. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { ReorderResponse } from "@crema/shared/contract/past-orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import RotateCcw from "lucide-react/icons/rotate-ccw";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { Link } from "./link.tsx";
import { NewCartQuestion } from "./new-cart-question.tsx";
import { goTo } from "./route.ts";

export function Reorder({ order }: { order: OrderResponse }) {
  const t = useWords();
  const api = useCustomerApi();
  const cart = useCart();
  const [isAsking, setAsking] = useState(false);
  const again = useMutation({
    mutationFn: () => unwrap(api.v1.orders[":order_id"].reorder.$get({ param: { order_id: order.order_id } })),
    onSuccess: (found) => {
      if (found.request && cart.count > 0) setAsking(true);
      else fill(found);
    },
  });
  const fill = ({ request, left_out, changed }: ReorderResponse) => {
    setAsking(false);
    if (!request) return;
    cart.begin(request.store_id, request.items);
    if (left_out.length === 0 && changed.length === 0) goTo("/app/cart");
  };
  const keep = () => {
    setAsking(false);
    again.reset();
  };
  const missing = again.data && (again.data.left_out.length > 0 || again.data.changed.length > 0) ? again.data : null;
  return (
    <div className="stack">
      <ProblemNote error={again.error} server={SERVICE} />
      {isAsking && again.data ? <NewCartQuestion onKeep={keep} onReplace={() => again.data && fill(again.data)} /> : null}
      {missing && !isAsking ? (
        <Note tone="warn" isUrgent>
          <strong>{missing.request ? t("order.again.some") : t("order.again.none")}</strong>
          <ul>
            {missing.left_out.map(({ name, qty, reason }) => (
              <li key={name}>{t("order.again.left_out", { qty, name, reason })}</li>
            ))}
            {missing.changed.map(({ name, without }) => (
              <li key={name}>{t("order.again.without", { name, what: without.join(", ") })}</li>
            ))}
          </ul>
          {missing.request ? <Link to="/app/cart">{t("order.again.see_cart")}</Link> : null}
        </Note>
      ) : null}
      <Button icon={RotateCcw} isDisabled={again.isPending} onPress={() => again.mutate()}>
        {t("order.again")}
      </Button>
    </div>
  );
}
