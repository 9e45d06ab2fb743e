/** One item of the menu to touch: its picture, what it is, what it costs, and why it cannot be had now. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { Badge } from "@crema/ui/components/badge.tsx";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";

export interface MenuItemCardProps {
  readonly item: MenuResponse["items"][number];
  readonly unit: string | MoneyUnit;
  readonly timeZone: string | undefined;
  onPress(): void;
}

/** What is sold at another time of day can be ordered for that time. */
export function MenuItemCard({ item, unit, timeZone, onPress }: MenuItemCardProps) {
  const words = useMenuWords();
  const t = useWords();
  const { money, time, day, dayInText } = useFormat();
  const { clock } = usePorts();
  const name = words.name(item);
  const description = words.description(item);
  const notNow = words.notNow(item, timeZone);
  const stock = words.stock(item, timeZone);
  const price = money(item.base_price_cents, unit);
  const reduced = item.is_available && item.sold_next_at === undefined ? item.reduced : undefined;
  const momentOf = (at: string) => {
    const isToday = day(at, timeZone) === day(clock.now(), timeZone);
    return isToday ? time(at, timeZone) : t("day.time", { day: dayInText(at, timeZone), time: time(at, timeZone) });
  };
  return (
    <button type="button" className="menu-item" disabled={!item.is_available || item.sold_next_at === null} onClick={onPress}>
      <span className="menu-item-words">
        <strong>{name}</strong>
        {description ? <span className="soft small menu-item-about">{description}</span> : null}
        <span className="menu-item-foot">
          {reduced ? (
            <>
              <span className="number reduced-price">{money(reduced.price_cents, unit)}</span>
              <span className="unseen">{t("menu.instead_of", { price })}</span>
              <s className="number soft small" aria-hidden="true">
                {price}
              </s>
              {reduced.until ? <span className="small">{t("menu.until", { when: momentOf(reduced.until) })}</span> : null}
            </>
          ) : (
            <span className="number">{price}</span>
          )}
          {stock ? <Badge tone={item.is_available ? "plain" : "warn"}>{stock}</Badge> : null}
          {item.is_available && notNow ? <Badge>{notNow}</Badge> : null}
        </span>
      </span>
      <ItemPicture picture={item.picture} size={320} alt="" name={name} className="menu-item-shown" />
    </button>
  );
}
