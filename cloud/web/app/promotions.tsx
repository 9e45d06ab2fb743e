/** What a store takes off: what counts by itself, and what a tap puts into the cart. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { Icon } from "@crema/ui/components/icon.tsx";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Ticket from "lucide-react/icons/ticket-percent";
import { useState } from "react";
import { PromotionSheet } from "./later-sheets.tsx";
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
  const t = useWords();
  const words = useMenuWords();
  const reader = useReader(menu);
  const [chosen, setChosen] = useState<string | null>(null);
  const running = promotions.filter((one) => !isOver(one, reader.nowMs));
  const promotion = running.find(({ promotion_id }) => promotion_id === chosen);
  if (running.length === 0) return null;
  return (
    <>
      <ul className="promotions" aria-label={t("promotions.label")}>
        {running.map((one) => (
          <li key={one.promotion_id}>
            <button type="button" className="promotion" onClick={() => setChosen(one.promotion_id)}>
              <Icon of={Ticket} size="large" />
              <span className="promotion-words">
                <strong>{words.name(one)}</strong>
                <span className="small">{cardText(one, reader)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {promotion ? <PromotionSheet promotion={promotion} reader={reader} asked={asked} onClose={() => setChosen(null)} /> : null}
    </>
  );
}
