/**
 * The cart at the server's price, and the way to an order. Easy to get wrong: a price that has changed is shown and asked about
 * again, and the same tap tried twice is the same order, so a guest's cookie is fetched before the key is given up.
 */
import type { PricedOrder } from "@crema/shared/order/order";
import { ask, isRefusal } from "@crema/ui/api/ask.ts";
import { createIntents } from "@crema/ui/api/intents.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { CartLines } from "./cart-lines.tsx";
import { useGuestLinks } from "./guest-links.tsx";
import { rememberOrder } from "./known-orders.ts";
import { Link } from "./link.tsx";
import { useMenu } from "./menu-view.tsx";
import { NOW, type PayMode, PayModeChoice, WhenChoice } from "./order-choices.tsx";
import { goTo, menuPath, orderPath } from "./route.ts";
import { StoreTrouble } from "./store-standing.tsx";
import { Totals } from "./totals.tsx";
import { useSession } from "./use-session.ts";
import { useStore } from "./use-stores.ts";

export function CartView() {
  const ports = usePorts();
  const api = useCustomerApi();
  const queries = useQueryClient();
  const cart = useCart();
  const links = useGuestLinks();
  const session = useSession();
  const { money } = useFormat();
  const intents = useMemo(() => createIntents(ports), [ports]);
  const store = useStore(cart.storeId);
  const menu = useMenu(cart.storeId).data;
  const [when, setWhen] = useState(NOW);
  const [mode, setMode] = useState<PayMode>("AT_STORE");
  const [shownBefore, setShownBefore] = useState<number | null>(null);
  const signedInName = session?.kind === "customer" ? session.first_name : null;

  const storeId = cart.storeId ?? "";
  const asked = { store_id: storeId, items: [...cart.lines], promotion_codes: cart.promotionCode ? [cart.promotionCode] : [] };
  const quoteKey = ["quote", asked];
  const quote = useQuery({
    queryKey: quoteKey,
    queryFn: () => ask(api.v1.orders.quote.$post({ json: asked })),
    enabled: cart.count > 0,
    placeholderData: keepPreviousData,
  });

  const place = useMutation({
    mutationFn: (total: number) => {
      const body = {
        ...asked,
        fulfillment_type: "PICKUP" as const,
        payment_method: mode,
        customer_name: cart.name.trim() || signedInName,
        note: cart.note.trim() || null,
        requested_for: when === NOW ? null : when,
        expected_total_cents: total,
      };
      return intents.run("place", body, async (key) => {
        const order = await ask(api.v1.orders.$post({ json: body, header: { "idempotency-key": key } }));
        if (order.access_token) {
          const headers = { authorization: `Bearer ${order.access_token}` };
          await ask(api.v1.orders[":order_id"].session.$post({ param: { order_id: order.order_id }, json: {} }, { headers }));
          links.add(order.order_id, order.access_token);
          rememberOrder(ports.kept, order.order_id);
        }
        return order;
      });
    },
    onSuccess: (order) => {
      cart.empty();
      goTo(orderPath(order.order_id));
    },
    onError: (error, total) => {
      if (!isRefusal(error, "order.price_changed")) return void queries.invalidateQueries({ queryKey: ["quote"] });
      setShownBefore(total);
      queries.setQueryData(quoteKey, error.problem.quote as PricedOrder);
    },
  });

  if (cart.count === 0) {
    return (
      <main className="view">
        <h1>Your cart</h1>
        <p>It is empty.</p>
        <p>
          <Link to={cart.storeId ? menuPath(cart.storeId) : "/app"}>Choose something</Link>
        </p>
      </main>
    );
  }
  const total = quote.data && !quote.error ? quote.data.total_cents : null;
  const changed = shownBefore !== null && quote.data && shownBefore !== quote.data.total_cents ? shownBefore : null;
  const placing = place.isPending ? "Placing your order …" : `${mode === "ONLINE" ? "Order and pay" : "Place order"}`;
  return (
    <main className="view">
      <h1>Your cart</h1>
      <p>
        {store?.name} · <Link to={menuPath(storeId)}>Add more</Link>
      </p>
      <StoreTrouble store={store} />
      <CartLines cart={cart} menu={menu ?? null} quote={quote.error ? null : (quote.data ?? null)} />
      <Field
        label="Promotion code"
        hint="Optional."
        maxLength={40}
        value={cart.promotionCode}
        onChange={(promotionCode) => cart.change({ promotionCode: promotionCode.trim() })}
      />
      <ProblemNote error={quote.error} server={SERVICE} />
      {quote.data && !quote.error ? <Totals priced={quote.data} /> : null}
      <Field
        label="Name to call out"
        {...(signedInName ? { placeholder: signedInName } : {})}
        autoComplete="given-name"
        maxLength={40}
        value={cart.name}
        onChange={(name) => cart.change({ name })}
      />
      <WhenChoice storeId={storeId} value={when} onChange={setWhen} />
      <PayModeChoice value={mode} takesOnline={store?.takes_online_payment ?? false} onChange={setMode} />
      {changed !== null && quote.data ? (
        <p className="note note-warn" role="alert">
          <strong>The price has changed.</strong> It was {money(changed, quote.data)} and is now {money(quote.data.total_cents, quote.data)}
          . Nothing has been ordered. Place the order if that is all right.
        </p>
      ) : null}
      {isRefusal(place.error, "order.price_changed") ? null : <ProblemNote error={place.error} server={SERVICE} />}
      <Button
        look="primary"
        size="large"
        wide
        isDisabled={total === null || place.isPending}
        onPress={() => total !== null && place.mutate(total)}
      >
        {placing}
        {total !== null && quote.data ? ` · ${money(total, quote.data)}` : ""}
      </Button>
    </main>
  );
}
