/** What is chosen, what the box says that it costs now, and the way to a number. */
import type { GuestStore } from "@crema/shared/contract/guest-drafts";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { choiceText } from "@crema/shared/domain/order/choice-text";
import type { LineModifier } from "@crema/shared/domain/order/order";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useGuestApi, useSheet } from "./guest-api.ts";
import { Pieces } from "./pieces.tsx";
import { isSoldNow } from "./sold-now.ts";
import { Trouble } from "./trouble.tsx";
import { useBasketPrice } from "./use-basket-price.ts";
import type { Chosen } from "./use-chosen.ts";

export interface BasketProps {
  readonly store: GuestStore;
  readonly menu: MenuResponse;
  readonly chosen: Chosen;
  onHeld(token: string): void;
}

export function Basket({ store, menu, chosen, onHeld }: BasketProps) {
  const api = useGuestApi();
  const t = useWords();
  const { money } = useFormat();
  const header = useSheet();
  const writes = usePendingWrites();
  const { sold, json, price, isCurrent } = useBasketPrice(menu, chosen);
  const hold = useMutation({
    mutationFn: () =>
      writes.run("guest-draft", json, (key) => unwrap(api.v1.guest.drafts.$post({ header: { ...header, "idempotency-key": key }, json }))),
    onSuccess: ({ token }) => {
      chosen.empty();
      onHeld(token);
    },
    onError: (error) => {
      if (isRefusal(error, "item.sold_out", "modifier.sold_out", "item.not_now")) void price.refetch();
    },
  });
  const hasGone = sold.length < chosen.lines.length;
  return (
    <section className="guest-basket" aria-labelledby="yours">
      <h2 id="yours">{t("guest.yours")}</h2>
      <Lines menu={menu} chosen={chosen} quoted={isCurrent ? (price.data?.lines ?? []) : []} />
      {hasGone ? <Button onPress={() => chosen.keep(sold)}>{t("guest.remove_gone")}</Button> : null}
      <OneOf
        label={t("guest.where")}
        choices={[
          { id: "IN_STORE", name: t("guest.here") },
          { id: "PICKUP", name: t("guest.to_go") },
        ]}
        chosen={chosen.fulfillment_type}
        onChoose={(id) => chosen.setWhere(id === "PICKUP" ? "PICKUP" : "IN_STORE")}
      />
      {price.data && sold.length > 0 ? (
        <dl className={`guest-totals${isCurrent ? "" : " soft"}`}>
          {price.data.promotions.map(({ promotion_id, name, discount_cents }) => (
            <div key={promotion_id} className="guest-row">
              <dt>{name}</dt>
              <dd className="number">−{money(discount_cents, menu)}</dd>
            </div>
          ))}
          <div className="guest-row guest-total">
            <dt>{t("guest.total")}</dt>
            <dd className="number">{money(price.data.total_cents, menu)}</dd>
          </div>
        </dl>
      ) : null}
      <Trouble error={hold.error ?? price.error} />
      <Button
        look="primary"
        size="large"
        wide
        isDisabled={!isCurrent || hasGone || !store.is_open}
        isPending={hold.isPending}
        onPress={() => hold.mutate()}
      >
        {isCurrent && price.data ? t("guest.hold_priced", { price: money(price.data.total_cents, menu) }) : t("guest.hold")}
      </Button>
      <p className="soft small">{t("guest.pay_there")}</p>
    </section>
  );
}

interface LinesProps {
  readonly menu: MenuResponse;
  readonly chosen: Chosen;
  /** Of what is on sale, in the order in which it was chosen; empty: not known for these. */
  readonly quoted: readonly { readonly modifiers: readonly LineModifier[]; readonly gross_cents: number }[];
}

function Lines({ menu, chosen, quoted }: LinesProps) {
  const t = useWords();
  const menuWords = useMenuWords();
  const { money } = useFormat();
  const modifiers = new Map(menu.modifier_groups.flatMap((group) => group.modifiers).map((one) => [one.modifier_id, one]));
  const choiceOf = ({ modifier_id, name, qty }: LineModifier) =>
    choiceText({ name: menuWords.name(modifiers.get(modifier_id) ?? { name }), qty });
  let onSale = 0;
  return (
    <ul>
      {chosen.lines.map((line, index) => {
        const item = menu.items.find((one) => one.item_id === line.item_id);
        const priced = isSoldNow(item) ? quoted[onSale++] : undefined;
        const name = item ? menuWords.name(item) : line.item_id;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
          <li key={index} className="guest-line">
            <span className="guest-grow">
              <strong>{name}</strong>
              {priced?.modifiers.length ? (
                <span className="soft small guest-under">{priced.modifiers.map(choiceOf).join(", ")}</span>
              ) : null}
              {line.note ? <span className="soft small guest-under">{t("guest.note_quoted", { note: line.note })}</span> : null}
              {isSoldNow(item) ? null : <span className="guest-mark">{t("guest.gone")}</span>}
            </span>
            <Pieces name={name} value={line.qty} least={0} onChange={(qty) => chosen.setQty(index, qty)} />
            <span className="number guest-price">{priced ? money(priced.gross_cents, menu) : ""}</span>
          </li>
        );
      })}
    </ul>
  );
}
