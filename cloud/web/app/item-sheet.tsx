/**
 * One item with its choices, how many, and a note. Whether a choice is valid and what it costs is what the server's
 * quote says of this one line; the sheet adds nothing up.
 */
import { ofGroup } from "@crema/shared/domain/menu/choosing";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { Stepper } from "@crema/ui/components/stepper.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useState } from "react";
import { useCart } from "./cart.tsx";
import { type Group, GroupChoices } from "./group-choices.tsx";
import { NewCartQuestion } from "./new-cart-question.tsx";
import { PriceTrouble } from "./price-trouble.tsx";
import { useQuote } from "./use-quote.ts";

export interface ItemSheetProps {
  readonly menu: MenuResponse;
  readonly item: MenuResponse["items"][number];
  onClose(): void;
}

export function ItemSheet({ menu, item, onClose }: ItemSheetProps) {
  const cart = useCart();
  const { money } = useFormat();
  const groups = item.modifier_group_ids.flatMap((id) => menu.modifier_groups.find((group) => group.group_id === id) ?? []);
  const words = useMenuWords();
  const [chosen, setChosen] = useState<readonly string[]>(() => groups.flatMap(defaultsOf));
  const [qty, setQty] = useState(1);
  const [note, setNote] = useState("");
  const [isAsking, setAsking] = useState(false);
  const line = { item_id: item.item_id, qty, modifier_ids: [...chosen], fill_defaults: false, note: note.trim() || null };
  const plain = { ...line, note: null };
  // What is sold at another time of day is priced for then; for when it is wanted is asked in the cart.
  const quote = useQuote({
    store_id: menu.store_id,
    items: [plain],
    promotion_codes: [],
    fulfillment_type: "PICKUP",
    requested_for: item.sold_next_at ?? null,
  });
  const present = new Set(chosen);
  const change = (group: Group, to: (own: string[]) => string[]) =>
    setChosen((before) => {
      const own = ofGroup(group, before);
      return [...before.filter((one) => !own.includes(one)), ...to(own)];
    });
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
      title={words.name(item)}
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
        <ItemPicture picture={item.picture} size={960} alt={words.name(item)} />
        <PriceTrouble {...quote} />
        {words.description(item) ? <p className="soft">{words.description(item)}</p> : null}
        {words.allergens(item.allergens) ? <p className="soft small">{words.allergens(item.allergens)}</p> : null}
        {groups.map((group) => (
          <GroupChoices
            key={group.group_id}
            group={group}
            unit={menu}
            present={present}
            chosen={ofGroup(group, chosen)}
            onChange={(to) => change(group, to)}
          />
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

const defaultsOf = (group: Group): string[] =>
  group.default_modifier_ids.filter((id) => group.modifiers.some((one) => one.modifier_id === id && one.is_available));
