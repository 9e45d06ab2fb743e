/** The ticket next to the menu: its lines, their price by the box's quote, and its actions. */

import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { ReactNode } from "react";
import { BOX } from "../store-api.ts";
import type { Cart } from "./cart.ts";
import { TicketLine } from "./ticket-line.tsx";
import { Totals } from "./totals.tsx";
import type { CartInUse } from "./use-cart.ts";
import type { Menu } from "./use-menu.ts";
import type { Quote, useQuote } from "./use-quote.ts";
import "@crema/ui/components/note.css";
import "./ticket.css";

export interface TicketProps {
  readonly menu: Menu;
  readonly inUse: CartInUse;
  readonly price: ReturnType<typeof useQuote>;
  /** While the outcome of its order is not known, nothing on it changes. */
  readonly isLocked: boolean;
  /** Replaces the payment buttons. */
  readonly instead: ReactNode;
  /** Why the ticket did not become an order. */
  readonly error: unknown;
  /** Rings the last order up again; null when there is none. */
  readonly repeat: (() => void) | null;
  onEdit(lineKey: string): void;
  onHold(): void;
  onWhen(): void;
  onCode(): void;
  onPay(): void;
  onPayLater(): void;
}

const LONGEST_NAME = 40;

export function Ticket(props: TicketProps) {
  const t = useWords();
  const { menu, inUse, price, isLocked, instead, error: placeError, repeat, onEdit, onHold, onWhen, onCode, onPay, onPayLater } = props;
  const { money, dayName, time } = useFormat();
  const { cart, change, undo, canUndo } = inUse;
  const { quote, error, isCurrent } = price;
  const isEmpty = cart.lines.length === 0;
  const setType = (id: string) => change((now) => ({ ...now, fulfillment_type: id === "PICKUP" ? "PICKUP" : "IN_STORE" }));
  return (
    <section className="ticket" aria-label={t("pos.ticket")}>
      {cart.amending ? (
        <h2 className="ticket-amending">
          {t("pos.ticket.changing", { number: cart.amending.ticket_number ?? "–" })}
          {cart.customer_name ? ` · ${cart.customer_name}` : ""}
        </h2>
      ) : (
        <div className="ticket-guest" inert={isLocked}>
          <OneOf
            label={t("pos.ticket.for")}
            choices={KINDS.map((id) => ({ id, name: t(`pos.ticket.kind.${id}`) }))}
            chosen={cart.fulfillment_type}
            onChoose={setType}
          />
          <Field
            label={t("pos.ticket.name")}
            maxLength={LONGEST_NAME}
            value={cart.customer_name}
            onChange={(name) => change((now) => ({ ...now, customer_name: name }))}
          />
        </div>
      )}
      {cart.guest && !isEmpty ? <FromPhone guest={cart.guest} quote={isCurrent ? quote : null} /> : null}
      <ol className="ticket-lines" aria-label={t("pos.ticket.lines")} inert={isLocked}>
        {cart.lines.map((line, index) => (
          <TicketLine
            key={line.line_key}
            line={line}
            menu={menu}
            total={totalOf(cart, quote?.lines, index)}
            isCurrent={isCurrent}
            onPress={() => onEdit(line.line_key)}
          />
        ))}
        {isEmpty ? (
          <li className="ticket-empty soft">
            {t("pos.ticket.empty")}
            {repeat ? <Button onPress={repeat}>{t("pos.ticket.repeat")}</Button> : null}
          </li>
        ) : null}
      </ol>
      <div className="ticket-foot">
        <ProblemNote error={error ?? (isLocked ? null : placeError)} server={BOX} />
        {quote ? <Totals price={quote} isCurrent={isCurrent} /> : null}
        <div className="ticket-tools" inert={isLocked}>
          <Button isDisabled={!canUndo} onPress={undo}>
            {t("pos.ticket.undo")}
          </Button>
          {cart.amending ? null : (
            <>
              <Button isDisabled={isEmpty} onPress={onHold}>
                {t("pos.ticket.hold")}
              </Button>
              <Button onPress={onWhen}>
                {cart.requested_for === null
                  ? t("pos.ticket.later")
                  : t("pos.ticket.day_time", { day: dayName(cart.requested_for), time: time(cart.requested_for) })}
              </Button>
            </>
          )}
          <Button isDisabled={isEmpty} onPress={onCode}>
            {t("pos.code.title")}
          </Button>
        </div>
        {instead ?? (
          <div className="ticket-pay">
            <Button size="large" isDisabled={!isCurrent} onPress={onPayLater}>
              {t("pos.ticket.pay_later")}{" "}
              <span className="key" aria-hidden="true">
                {"F10"}
              </span>
            </Button>
            <Button look="primary" size="large" isDisabled={!isCurrent} onPress={onPay}>
              {quote && isCurrent ? t("pos.ticket.pay_amount", { amount: money(quote.total_cents, quote) }) : t("pos.ticket.pay")}{" "}
              <span className="key" aria-hidden="true">
                {"F9"}
              </span>
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

interface FromPhoneProps {
  readonly guest: NonNullable<Cart["guest"]>;
  /** null: what it costs now is not known yet. */
  readonly quote: Quote | null;
}

/** The guest has read a price, and it may be another one since. */
function FromPhone({ guest, quote }: FromPhoneProps) {
  const t = useWords();
  const { money } = useFormat();
  const isOther = quote !== null && guest.total_cents !== null && guest.total_cents !== quote.total_cents;
  return (
    <p className={isOther ? "note note-warn" : "note"} role="status">
      {isOther
        ? t.drawn("pos.ticket.other_price", {
            ...{ b: bold, number: guest.number },
            before: money(guest.total_cents ?? 0, quote),
            now: money(quote.total_cents, quote),
          })
        : t.drawn("pos.ticket.from_phone", { b: bold, number: guest.number })}
    </p>
  );
}

const bold = (text: ReactNode) => <strong>{text}</strong>;
const KINDS = ["IN_STORE", "PICKUP"] as const;

/** The quote's lines are in the order of the cart's; while they do not match, there is no price to show. */
function totalOf(
  cart: Cart,
  lines: readonly { gross_cents: number; item_id: string; qty: number }[] | undefined,
  index: number,
): number | null {
  const line = lines?.[index];
  const own = cart.lines[index];
  return line && own && lines?.length === cart.lines.length && line.item_id === own.item_id && line.qty === own.qty
    ? line.gross_cents
    : null;
}
