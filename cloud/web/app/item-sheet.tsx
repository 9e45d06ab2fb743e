/**
 * One item with its choices, how many, and a note. Whether a choice is valid and what it costs is what the server's
 * quote says of this one line; the sheet adds nothing up.
 */
import { ofGroup } from "@crema/shared/domain/menu/choosing";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import { Button } from "@crema/ui/components/button.tsx";
import { categoryColour } from "@crema/ui/components/category.ts";
import { Field } from "@crema/ui/components/field.tsx";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { Stepper } from "@crema/ui/components/stepper.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { useCart } from "./cart.tsx";
import { FavouriteSwitch } from "./favourite-switch.tsx";
import { type Group, GroupChoices } from "./group-choices.tsx";
import { NewCartQuestion } from "./new-cart-question.tsx";
import { PriceTrouble } from "./price-trouble.tsx";
import { useQuote } from "./use-quote.ts";
import "./item-sheet.css";

export interface ItemSheetProps {
  readonly menu: MenuResponse;
  readonly item: MenuResponse["items"][number];
  /** A line of the cart that is changed, and its place; absent: a new one. */
  readonly line?: { readonly index: number; readonly was: RequestedLine };
  onClose(): void;
}

export function ItemSheet({ menu, item, line: changed, onClose }: ItemSheetProps) {
  const t = useWords();
  const cart = useCart();
  const groups = item.modifier_group_ids.flatMap((id) => menu.modifier_groups.find((group) => group.group_id === id) ?? []);
  const words = useMenuWords();
  const [chosen, setChosen] = useState<readonly string[]>(() => changed?.was.modifier_ids ?? groups.flatMap(defaultsOf));
  const [qty, setQty] = useState(changed?.was.qty ?? 1);
  const [note, setNote] = useState(changed?.was.note ?? "");
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
    if (changed) cart.put(changed.index, line);
    else if (cart.count > 0 && cart.storeId !== menu.store_id) return setAsking(true);
    else cart.add(menu.store_id, line);
    onClose();
  };
  const replace = () => {
    cart.begin(menu.store_id, [line]);
    onClose();
  };
  const label = useLabel(quote, menu, changed !== undefined);
  if (isAsking) return <NewCartQuestion onKeep={() => setAsking(false)} onReplace={replace} />;
  return (
    <Sheet
      title={words.name(item)}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Stepper label={t("item.quantity")} value={qty} min={1} onChange={setQty} />
          <Button look="primary" className="grow" isDisabled={quote.priced === null} onPress={add}>
            {label}
          </Button>
        </>
      }
    >
      <div className="stack" data-category={categoryColour(menu.categories, item.category_id)}>
        <ItemPicture picture={item.picture} size={960} alt={words.name(item)} name={words.name(item)} className="item-shown" />
        <PriceTrouble {...quote} />
        <div className="item-about">
          {words.description(item) ? <p className="grow soft">{words.description(item)}</p> : null}
          <FavouriteSwitch line={plain} />
        </div>
        {words.allergens(item.allergens) ? <p className="small item-allergens">{words.allergens(item.allergens)}</p> : null}
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
        <Field label={t("item.note")} hint={t("item.note_hint")} maxLength={140} value={note} onChange={setNote} />
      </div>
    </Sheet>
  );
}

function useLabel({ priced, refused, hasNoResponse }: ReturnType<typeof useQuote>, menu: MenuResponse, isChange: boolean): string {
  const t = useWords();
  const { money } = useFormat();
  if (priced) {
    const price = money(priced.subtotal_cents, menu);
    return isChange ? t("item.save_priced", { price }) : t("item.add_priced", { price });
  }
  if (hasNoResponse) return t("item.waiting_price");
  if (!refused) return t("item.asking_price");
  return isChange ? t("item.save") : t("item.add");
}

const defaultsOf = (group: Group): string[] =>
  group.default_modifier_ids.filter((id) => group.modifiers.some((one) => one.modifier_id === id && one.is_available));
