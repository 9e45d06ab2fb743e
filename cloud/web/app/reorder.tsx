/** The same once more, against the menu of now. What is no longer sold is named before the cart is shown. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { ReorderResponse } from "@crema/shared/contract/past-orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { Link } from "./link.tsx";
import { NewCartQuestion } from "./new-cart-question.tsx";
import { goTo } from "./route.ts";

const REASONS = { NOT_SOLD: "no longer sold", SOLD_OUT: "sold out", CHOICE_MISSING: "a choice is missing" } as const;

export function Reorder({ order }: { order: OrderResponse }) {
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
    <section className="stack" aria-label="Order again">
      <ProblemNote error={again.error} server={SERVICE} />
      {isAsking && again.data ? <NewCartQuestion onKeep={keep} onReplace={() => again.data && fill(again.data)} /> : null}
      {missing && !isAsking ? (
        <div className="note note-warn" role="alert">
          <strong>{missing.request ? "Not all of it can be had now:" : "Nothing of it is sold now:"}</strong>
          <ul>
            {missing.left_out.map(({ name, qty, reason }) => (
              <li key={name}>
                {qty} × {name}: {REASONS[reason]}
              </li>
            ))}
            {missing.changed.map(({ name, without }) => (
              <li key={name}>
                {name}: without {without.join(", ")}
              </li>
            ))}
          </ul>
          {missing.request ? <Link to="/app/cart">See the cart with the rest</Link> : null}
        </div>
      ) : null}
      <Button isDisabled={again.isPending} onPress={() => again.mutate()}>
        Order again
      </Button>
    </section>
  );
}
