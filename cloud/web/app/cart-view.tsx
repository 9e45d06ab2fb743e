/** The cart at the server's price, and the way to an order. A store that takes none says so before anything is filled in. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useState } from "react";
import { SERVICE } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { CartLines, isGone } from "./cart-lines.tsx";
import { ContactFields, contactFaults, contactOf, NO_CONTACT } from "./contact-fields.tsx";
import { Link } from "./link.tsx";
import { useMenu } from "./menu-view.tsx";
import { NextTimes, NOW, type PayMode, PayModeChoice, WhenChoice } from "./order-choices.tsx";
import { PriceTrouble } from "./price-trouble.tsx";
import { PromotionCode } from "./promotion-code.tsx";
import { Promotions } from "./promotions.tsx";
import { menuPath } from "./route.ts";
import { StoreTrouble } from "./store-state.tsx";
import { tipOf } from "./tip.ts";
import { NO_CHOICE, TipChoice } from "./tip-choice.tsx";
import { Totals } from "./totals.tsx";
import { usePlace } from "./use-place.ts";
import { useQuote } from "./use-quote.ts";
import { useSession } from "./use-session.ts";
import { useSlots } from "./use-slots.ts";
import { IN_CART_EVERY_MS, useStore } from "./use-stores.ts";

export function CartView() {
  const cart = useCart();
  const store = useStore(cart.storeId, cart.count > 0 ? IN_CART_EVERY_MS : undefined);
  const menu = useMenu(cart.storeId).data ?? null;
  const [typed, setTyped] = useState("");
  const storeId = cart.storeId ?? "";
  const available = cart.lines.filter((line) => !isGone(line, menu));
  const gone = cart.lines.length - available.length;
  const [when, setWhen] = useState<string | null>(NOW);
  const asked = {
    store_id: storeId,
    items: available,
    promotion_codes: cart.promotionCode ? [cart.promotionCode] : [],
    fulfillment_type: "PICKUP" as const,
    requested_for: when === NOW ? null : when,
  };
  const quote = useQuote(asked);

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
  return (
    <main className="view">
      <h1>Your cart</h1>
      <p>
        {store?.name} · <Link to={menuPath(storeId)}>Add more</Link>
      </p>
      <StoreTrouble store={store} />
      <CartLines cart={cart} menu={menu} quote={quote.shown} />
      {gone > 0 ? (
        <div className="note note-warn stack" role="alert">
          <p>
            <strong>Not everything in your cart can be had now.</strong> Take that out to order the rest.
          </p>
          <Button onPress={() => cart.change({ lines: available })}>Take it out</Button>
        </div>
      ) : null}
      {menu ? <Promotions menu={menu} promotions={menu.promotions.filter(isToTap)} asked={available.length > 0 ? asked : null} /> : null}
      <PromotionCode asked={asked} typed={typed} onType={setTyped} />
      <PriceTrouble {...quote} />
      {quote.shown ? <Totals priced={quote.shown} /> : null}
      {store && !store.is_online && !store.takes_orders_for_later ? null : (
        <OrderForm
          asked={asked}
          quote={quote}
          chosen={when}
          onChoose={setWhen}
          waitsFor={gone > 0 ? "Take out what is sold out first" : typed.trim() ? "Apply or clear the promotion code first" : null}
        />
      )}
    </main>
  );
}

/** What counts by itself is in the price already. */
const isToTap = ({ code }: MenuResponse["promotions"][number]): boolean => code !== null;

interface OrderFormProps {
  readonly asked: Parameters<typeof useQuote>[0];
  readonly quote: ReturnType<typeof useQuote>;
  readonly chosen: string | null;
  onChoose(when: string | null): void;
  /** What is to be done before the order can be placed. */
  readonly waitsFor: string | null;
}

function OrderForm({ asked, quote: { priced }, chosen, onChoose, waitsFor }: OrderFormProps) {
  const cart = useCart();
  const session = useSession();
  const { money } = useFormat();
  const store = useStore(asked.store_id);
  const [mode, setMode] = useState<PayMode>("AT_STORE");
  /** There is a "now" to order for. */
  const hasNow = store === null || store.status === "OPEN";
  const when = chosen === NOW && !hasNow ? null : chosen;
  const signedInName = session?.kind === "customer" ? session.first_name : null;
  const name = cart.name.trim() || signedInName;
  const [chosenTip, setChosenTip] = useState(NO_CHOICE);
  const asksForTip = mode === "ONLINE" && store?.takes_tips === true && priced !== null;
  const tip = asksForTip ? tipOf(chosenTip.choice, chosenTip.typed, priced.total_cents, priced) : 0;
  const [contact, setContact] = useState(NO_CONTACT);
  const isGuest = session?.kind !== "customer";
  const { place, shownBefore } = usePlace({ asked, mode, name, tip: tip ?? 0, contact: isGuest ? contactOf(contact) : null });
  const faults = contactFaults(place.error);
  const isContactWrong = isGuest && (faults.email ?? faults.phone) !== null;
  const total = priced?.total_cents ?? null;
  const changed = shownBefore !== null && total !== null && shownBefore !== total ? shownBefore : null;
  const slots = useSlots(hasNow ? null : asked.store_id)?.slots;
  const missing =
    waitsFor ??
    (when === null
      ? slots?.length !== 0
        ? "Choose a time first"
        : store?.is_open
          ? "Nothing to order for now"
          : "Closed for now"
      : tip === null
        ? "Type the tip first"
        : null);
  const action = place.isPending ? "Placing your order …" : mode === "ONLINE" ? "Order and pay" : "Place order";
  return (
    <>
      <Field
        label="Name to call out"
        {...(signedInName ? { placeholder: signedInName } : {})}
        autoComplete="given-name"
        maxLength={40}
        value={cart.name}
        onChange={(text) => cart.change({ name: text })}
      />
      {isGuest ? (
        <ContactFields
          typed={contact}
          faults={faults}
          onChange={(typed) => {
            if (isContactWrong) place.reset();
            setContact(typed);
          }}
        />
      ) : null}
      <WhenChoice
        storeId={asked.store_id}
        hasNow={hasNow}
        waitS={priced?.asap_wait_s ?? store?.asap_wait_s ?? null}
        value={when}
        onChange={onChoose}
      />
      <PayModeChoice value={mode} takesOnline={store?.takes_online_payment ?? false} onChange={setMode} />
      {asksForTip ? <TipChoice chosen={chosenTip} priced={priced} onChange={setChosenTip} /> : null}
      {changed !== null && priced ? (
        <p className="note note-warn" role="alert">
          <strong>The price has changed.</strong> It was {money(changed, priced)} and is now {money(priced.total_cents, priced)}. Nothing
          has been ordered. Place the order if that is all right.
        </p>
      ) : null}
      {isContactWrong ? (
        <p className="note note-bad" role="alert">
          <strong>Nothing was ordered.</strong> {faults.email ?? faults.phone}
        </p>
      ) : isRefusal(place.error, "order.price_changed") ? null : (
        <ProblemNote error={place.error} server={SERVICE} />
      )}
      <NextTimes
        error={place.error}
        timeZone={store?.time_zone}
        onChoose={(at) => {
          place.reset();
          onChoose(at);
        }}
      />
      <Button
        look="primary"
        size="large"
        wide
        isDisabled={priced === null || missing !== null || place.isPending}
        onPress={() => total !== null && place.mutate(total)}
      >
        {missing ?? action}
        {missing === null && priced ? ` · ${money(priced.total_cents + (tip ?? 0), priced)}` : ""}
      </Button>
    </>
  );
}
