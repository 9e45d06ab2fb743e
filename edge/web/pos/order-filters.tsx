/** Which orders the list shows: all, those still open, those to be paid here; of every channel or of one. */
import type { OrderListQuery } from "@crema/shared/contract/orders-at-store";
import { Chip } from "@crema/ui/components/chip.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import ShoppingBag from "lucide-react/icons/shopping-bag";
import Smartphone from "lucide-react/icons/smartphone";

export type OrderFilter = Pick<OrderListQuery, "only" | "origin">;
export const EVERY_ORDER: OrderFilter = {};

export function OrderFilters({ filter, onFilter }: { readonly filter: OrderFilter; onFilter(filter: OrderFilter): void }) {
  const t = useWords();
  const toggle = <K extends keyof OrderFilter>(key: K, value: OrderFilter[K]) =>
    onFilter({ ...filter, [key]: filter[key] === value ? undefined : value });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a row that scrolls in every browser that we support
    <div className="order-filters" role="group" aria-label={t("pos.orders.filters")}>
      <Chip isSelected={filter.only === "OPEN"} onPress={() => toggle("only", "OPEN")}>
        {t("pos.orders.open")}
      </Chip>
      <Chip isSelected={filter.only === "OWING"} onPress={() => toggle("only", "OWING")}>
        {t("pos.orders.owing")}
      </Chip>
      <Chip icon={ShoppingBag} isSelected={filter.origin === "POS"} onPress={() => toggle("origin", "POS")}>
        {t("pos.orders.counter")}
      </Chip>
      <Chip icon={Smartphone} isSelected={filter.origin === "APP"} onPress={() => toggle("origin", "APP")}>
        {t("pos.orders.app")}
      </Chip>
    </div>
  );
}
