/**
 * One item with its choices, how many, and a note. Whether a choice is valid and what it costs is what the server's
 * quote says of this one line; the sheet adds nothing up.
 */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useState } from "react";
import { useCart } from "./cart.tsx";
import { NewCartQuestion } from "./new-cart-question.tsx";
import { PriceTrouble } from "./price-trouble.tsx";
import { Stepper } from "./stepper.tsx";
import { useQuote } from "./use-quote.ts";

type Group = MenuResponse["modifier_groups"][number];

export interface ItemSheetProps {
  readonly menu: MenuResponse;
  readonly item: MenuResponse["items"][number];
  onClose(): void;
}

export function ItemSheet({ menu, item, onClose }: ItemSheetProps) {
  const cart = useCart();
  const { money } = useFormat();
  const groups = item.modifier_group_ids.flatMap((id) => menu.modifier_groups.find((group) => group.group_id === id) ?? []);
  const [chosen, setChosen] = useState<readonly string[]>(() => groups.flatMap((group) => group.default_modifier_ids));
  const [qty, setQty] = useState(1);
  const [note, setNote] = useState("");
  const [isAsking, setAsking] = useState(false);
  const line = { item_id: item.item_id, qty, modifier_ids: [...chosen], fill_defaults: false, note: note.trim() || null };
  const plain = { ...line, note: null };
  const quote = useQuote({ store_id: menu.store_id, items: [plain], promotion_codes: [], fulfillment_type: "PICKUP", requested_for: null });
  const choose = (group: Group, id: string) => {
    const own = new Set(group.modifiers.map((modifier) => modifier.modifier_id));
    setChosen((before) => {
      if (isOneOf(group)) return [...before.filter((one) => !own.has(one)), id];
      return before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
    });
  };
  const add = () => {
    if (cart.count > 0 && cart.storeId !== menu.store_id) return setAsking(true);
    cart.add(menu.store_id, line);
    onClose();
  };
  const replace = () => {
    cart.begin(menu.store_id, [line]);
    onClose();
  };
  if (isAsking) return <NewCartQuestion onKeep={() => setAsking(false)} onReplace={replace} />;
  return (
    <Sheet
      title={item.name}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Stepper label="Quantity" value={qty} min={1} onChange={setQty} />
          <Button look="primary" className="grow" isDisabled={quote.priced === null} onPress={add}>
            {addLabel(quote, (cents) => money(cents, menu))}
          </Button>
        </>
      }
    >
      <div className="stack">
        <PriceTrouble {...quote} />
        {item.description ? <p className="soft">{item.description}</p> : null}
        {groups.map((group) => (
          <fieldset key={group.group_id} className="choices">
            <legend>
              {group.name} <span className="soft small">{ruleOf(group)}</span>
            </legend>
            {group.modifiers.map((modifier) => (
              <label key={modifier.modifier_id} className="choice">
                <input
                  type={isOneOf(group) ? "radio" : "checkbox"}
                  name={group.group_id}
                  checked={chosen.includes(modifier.modifier_id)}
                  onChange={() => choose(group, modifier.modifier_id)}
                />
                <span className="grow">{modifier.name}</span>
                {modifier.price_delta_cents === 0 ? null : (
                  <span className="soft number">
                    {modifier.price_delta_cents > 0 ? "+" : ""}
                    {money(modifier.price_delta_cents, menu)}
                  </span>
                )}
              </label>
            ))}
          </fieldset>
        ))}
        <Field
          label="Note for the barista"
          hint="Optional. Tell the staff about allergies as well."
          maxLength={140}
          value={note}
          onChange={setNote}
        />
      </div>
    </Sheet>
  );
}

function addLabel({ priced, refused, hasNoResponse }: ReturnType<typeof useQuote>, money: (cents: number) => string): string {
  if (priced) return `Add to cart · ${money(priced.subtotal_cents)}`;
  if (hasNoResponse) return "Waiting for the price …";
  return refused ? "Add to cart" : "Asking for the price …";
}

const isOneOf = (group: Group) => group.min_choices === 1 && group.max_choices === 1;

function ruleOf({ min_choices: min, max_choices: max }: Group): string {
  if (min === 0) return max === 1 ? "optional, one" : `optional, up to ${max}`;
  if (min === max) return min === 1 ? "required" : `choose ${min}`;
  return `choose ${min} to ${max}`;
}
