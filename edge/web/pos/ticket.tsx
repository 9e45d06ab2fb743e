/** The ticket next to the menu: its lines, their price by the box's quote, and its actions. */
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
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
  const { menu, inUse, price, isLocked, instead, error: placeError, repeat, onEdit, onHold, onWhen, onCode, onPay, onPayLater } = props;
  const { money, dayName, time } = useFormat();
  const { cart, change, undo, canUndo } = inUse;
  const { quote, error, isCurrent } = price;
  const isEmpty = cart.lines.length === 0;
  const setType = (id: string) => change((now) => ({ ...now, fulfillment_type: id === "PICKUP" ? "PICKUP" : "IN_STORE" }));
  return (
    <section className="ticket" aria-label="Ticket">
      {cart.amending ? (
        <h2 className="ticket-amending">
          Changing {cart.amending.ticket_number}
          {cart.customer_name ? ` · ${cart.customer_name}` : ""}
        </h2>
      ) : (
        <div className="ticket-guest" inert={isLocked}>
          <OneOf label="For" choices={KINDS} chosen={cart.fulfillment_type} onChoose={setType} />
          <Field
            label="Name"
            maxLength={LONGEST_NAME}
            value={cart.customer_name}
            onChange={(name) => change((now) => ({ ...now, customer_name: name }))}
          />
        </div>
      )}
      {cart.guest && !isEmpty ? <FromPhone guest={cart.guest} quote={isCurrent ? quote : null} /> : null}
      <ol className="ticket-lines" aria-label="Lines" inert={isLocked}>
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
            Tap what the guest orders.
            {repeat ? <Button onPress={repeat}>Repeat the last order</Button> : null}
          </li>
        ) : null}
      </ol>
      <div className="ticket-foot">
        <ProblemNote error={error ?? (isLocked ? null : placeError)} server={BOX} />
        {quote ? <Totals price={quote} isCurrent={isCurrent} /> : null}
        <div className="ticket-tools" inert={isLocked}>
          <Button isDisabled={!canUndo} onPress={undo}>
            Undo
          </Button>
          {cart.amending ? null : (
            <>
              <Button isDisabled={isEmpty} onPress={onHold}>
                Hold
              </Button>
              <Button onPress={onWhen}>
                {cart.requested_for === null ? "For later" : `${dayName(cart.requested_for)}, ${time(cart.requested_for)}`}
              </Button>
            </>
          )}
          <Button isDisabled={isEmpty} onPress={onCode}>
            Code
          </Button>
        </div>
        {instead ?? (
          <div className="ticket-pay">
            <Button size="large" isDisabled={!isCurrent} onPress={onPayLater}>
              At pickup{" "}
              <span className="key" aria-hidden="true">
                F10
              </span>
            </Button>
            <Button look="primary" size="large" isDisabled={!isCurrent} onPress={onPay}>
              {quote && isCurrent ? `Pay ${money(quote.total_cents, quote)}` : "Pay"}{" "}
              <span className="key" aria-hidden="true">
                F9
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
  const { money } = useFormat();
  const isOther = quote !== null && guest.total_cents !== null && guest.total_cents !== quote.total_cents;
  return (
    <p className={isOther ? "note note-warn" : "note"} role="status">
      <strong>{guest.number}</strong>, from a phone.
      {isOther ? ` The phone showed ${money(guest.total_cents ?? 0, quote)}; it is ${money(quote.total_cents, quote)} now.` : ""}
    </p>
  );
}

const KINDS = [
  { id: "IN_STORE", name: "Here" },
  { id: "PICKUP", name: "To go" },
];

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
