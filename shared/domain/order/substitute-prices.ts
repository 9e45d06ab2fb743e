/** What an order costs with a substitute in place of pieces of a line, or without them: by the menu in force, never above what was shown. */
import { ok, type Result, refuse } from "../kernel/errors.ts";
import type { IdSource } from "../kernel/ids.ts";
import { cents, ZERO } from "../kernel/money.ts";
import type { Availability, MenuDocument } from "../menu/menu.ts";
import { checkLength, quote } from "../menu/quote.ts";
import { type Pieces, replacePieces } from "../menu/replace-pieces.ts";
import type { ProfileDocument } from "../store/profile.ts";
import { choiceIds, choiceText } from "./choice-text.ts";
import { type Order, PricedOrder } from "./order.ts";
import type { SubstituteOption } from "./substitute.ts";

/** An item of the menu with its choices; groups that require one and have none named get the menu's default. */
export type Wanted = Pick<SubstituteOption, "item_id" | "modifier_ids">;

export interface SubstitutePrices {
  /** Refuses as a quote does, and as `replacePieces`. `most_cents`: of the whole order. */
  withOption(order: Order, pieces: Pieces, option: Wanted, most_cents: number): Result<OptionPrice>;
  without(order: Order, pieces: Pieces): Result<PricedOrder>;
}

export interface OptionPrice {
  readonly option: SubstituteOption;
  readonly priced: PricedOrder;
}

interface InForce {
  readonly menu: MenuDocument;
  readonly profile: ProfileDocument;
  readonly availability: Availability;
}

export function substitutePrices({ menu, profile, availability }: InForce, options: { atMs: number; newId: IdSource }): SubstitutePrices {
  return {
    withOption(order, pieces, option, most_cents) {
      const note = order.lines.find(({ line_id }) => line_id === pieces.line_id)?.note ?? null;
      const request = {
        items: [{ item_id: option.item_id, qty: pieces.qty, modifier_ids: option.modifier_ids, fill_defaults: "REQUIRED" as const, note }],
        promotion_codes: [],
        fulfillment_type: order.fulfillment_type,
        requested_for: order.requested_for,
      };
      const quoted = quote(menu, profile, availability, request, { ...options, channel: order.origin });
      if (!quoted.ok) return quoted;
      const [line] = quoted.value.lines;
      if (!line || quoted.value.currency !== order.currency) {
        return refuse("store.not_ready", "The menu has another currency than the order by now. Take the line away, or cancel.");
      }
      const substitute = { line: { ...line, discount_cents: ZERO }, most_cents };
      const priced = replacePieces(PricedOrder.parse(order), pieces, substitute, profile.tax);
      if (!priced.ok) return priced;
      // The question's answer comes in the cloud's inbox, which waits for whatever cannot be stored.
      const storable = checkLength(priced.value);
      if (!storable.ok) return storable;
      const name = [line.name, ...line.modifiers.map(choiceText)].join(", ").slice(0, 280);
      const total_cents = cents(priced.value.total_cents);
      return ok({
        option: { item_id: line.item_id, modifier_ids: choiceIds(line.modifiers), name, total_cents },
        priced: priced.value,
      });
    },
    without: (order, pieces) => replacePieces(PricedOrder.parse(order), pieces, null, profile.tax),
  };
}
