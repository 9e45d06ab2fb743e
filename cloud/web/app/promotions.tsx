/** What a store takes off: what counts by itself, and what a tap puts into the cart. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useState } from "react";
import { PromotionSheet } from "./promotion-sheet.tsx";
import { cardText, isOver } from "./promotion-text.ts";
import type { AskedPrice } from "./use-quote.ts";
import { useReader } from "./use-reader.ts";

export interface PromotionsProps {
  readonly menu: MenuResponse;
  readonly promotions: MenuResponse["promotions"];
  /** The cart, if there is one of this store. */
  readonly asked: AskedPrice | null;
}

export function Promotions({ menu, promotions, asked }: PromotionsProps) {
  const words = useMenuWords();
  const reader = useReader(menu);
  const [chosen, setChosen] = useState<string | null>(null);
  const running = promotions.filter((one) => !isOver(one, reader.nowMs));
  const promotion = running.find(({ promotion_id }) => promotion_id === chosen);
  if (running.length === 0) return null;
  return (
    <>
      <ul className="menu-items" aria-label="Promotions">
        {running.map((one) => (
          <li key={one.promotion_id}>
            <button type="button" className="card promotion" onClick={() => setChosen(one.promotion_id)}>
              <strong>{words.name(one)}</strong>
              <span className="small">{cardText(one, reader)}</span>
            </button>
          </li>
        ))}
      </ul>
      {promotion ? <PromotionSheet promotion={promotion} reader={reader} asked={asked} onClose={() => setChosen(null)} /> : null}
    </>
  );
}
