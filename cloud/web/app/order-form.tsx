/** Who orders, for when, how it is paid; and the button that says what it still needs. */
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { ReactNode } from "react";
import { SERVICE } from "../service-api.ts";
import { bold } from "./bold.tsx";
import { useCart } from "./cart.tsx";
import { NOW, type useCheckoutDraft } from "./checkout-draft.ts";
import { contactFaults, contactOf } from "./contact.ts";
import { ContactFields } from "./contact-fields.tsx";
import { Link } from "./link.tsx";
import { NextTimes, PayModeChoice, WhenChoice } from "./order-choices.tsx";
import { tipOf } from "./tip.ts";
import { TipChoice } from "./tip-choice.tsx";
import { usePlace } from "./use-place.ts";
import type { useQuote } from "./use-quote.ts";
import { useSession } from "./use-session.ts";
import { useSlots } from "./use-slots.ts";
import { useStore } from "./use-stores.ts";

type Needs = "remove" | "code" | "time" | "no_time" | "closed" | "tip";

export interface OrderFormProps {
  readonly asked: Parameters<typeof useQuote>[0];
  readonly quote: ReturnType<typeof useQuote>;
  readonly checkout: ReturnType<typeof useCheckoutDraft>;
  /** What is to be done about the lines before the order can be placed. */
  readonly needs: "remove" | "code" | null;
}

export function OrderForm({ asked, quote: { priced }, checkout: { draft, change, empty }, needs }: OrderFormProps) {
  const t = useWords();
  const cart = useCart();
  const session = useSession();
  const { money } = useFormat();
  const store = useStore(asked.store_id);
  /** There is a "now" to order for. */
  const hasNow = store === null || store.status === "OPEN";
  const when = draft.when === NOW && !hasNow ? null : draft.when;
  const mode = store?.takes_online_payment === false ? "AT_STORE" : draft.mode;
  const isGuest = session?.kind !== "customer";
  const signedInName = session?.kind === "customer" ? session.first_name : null;
  const name = cart.name.trim() || signedInName;
  const asksForTip = mode === "ONLINE" && store?.takes_tips === true && priced !== null;
  const tip = asksForTip ? tipOf(draft.tip.choice, draft.tip.typed, priced.total_cents, priced) : 0;
  const contact = isGuest ? contactOf(draft.contact) : null;
  const { place, shownBefore } = usePlace({ asked, mode, name, tip: tip ?? 0, contact, onPlaced: empty });
  const faults = contactFaults(place.error);
  const fault = isGuest ? (faults.email ?? faults.phone) : null;
  const total = priced?.total_cents ?? null;
  const changed = shownBefore !== null && total !== null && shownBefore !== total ? shownBefore : null;
  const slots = useSlots(hasNow ? null : asked.store_id)?.slots;
  const noTime: Needs = slots?.length !== 0 ? "time" : store?.is_open ? "no_time" : "closed";
  const missing: Needs | null = needs ?? (when === null ? noTime : tip === null ? "tip" : null);
  const action = place.isPending ? t("cart.placing") : mode === "ONLINE" ? t("cart.place_pay") : t("cart.place");
  return (
    <>
      <div className="stack">
        <Field
          label={t("cart.name")}
          {...(signedInName ? { placeholder: signedInName } : {})}
          autoComplete="given-name"
          maxLength={40}
          value={cart.name}
          onChange={(text) => cart.change({ name: text })}
        />
        {session && isGuest ? <p className="small soft">{t.drawn("cart.guest", { link: toSignIn })}</p> : null}
      </div>
      <WhenChoice
        storeId={asked.store_id}
        hasNow={hasNow}
        waitS={priced?.asap_wait_s ?? store?.asap_wait_s ?? null}
        value={when}
        onChange={(chosen) => change({ when: chosen })}
      />
      <PayModeChoice value={mode} takesOnline={store?.takes_online_payment ?? false} onChange={(to) => change({ mode: to })} />
      {asksForTip ? <TipChoice chosen={draft.tip} priced={priced} onChange={(to) => change({ tip: to })} /> : null}
      {isGuest ? (
        <ContactFields
          typed={draft.contact}
          faults={faults}
          onChange={(typed) => {
            if (fault !== null) place.reset();
            change({ contact: typed });
          }}
        />
      ) : null}
      <NextTimes
        error={place.error}
        timeZone={store?.time_zone}
        onChoose={(at) => {
          place.reset();
          change({ when: at });
        }}
      />
      <div className="order-bar">
        {changed !== null && priced ? (
          <Note tone="warn" isUrgent>
            {t.drawn("cart.price_changed", { b: bold, before: money(changed, priced), now: money(priced.total_cents, priced) })}
          </Note>
        ) : null}
        {fault !== null ? (
          <Note tone="bad" isUrgent>
            {t.drawn("cart.nothing_ordered", { b: bold, fault: t(fault) })}
          </Note>
        ) : isRefusal(place.error, "order.price_changed") ? null : (
          <ProblemNote error={place.error} server={SERVICE} />
        )}
        <Button
          look="primary"
          size="large"
          wide
          isDisabled={priced === null || missing !== null || place.isPending}
          onPress={() => total !== null && place.mutate(total)}
        >
          {missing !== null
            ? t(`cart.needs.${missing}`)
            : priced
              ? t("cart.place_for", { action, total: money(priced.total_cents + (tip ?? 0), priced) })
              : action}
        </Button>
      </div>
    </>
  );
}

const toSignIn = (content: ReactNode) => <Link to="/app/sign-in">{content}</Link>;
