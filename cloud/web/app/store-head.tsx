/** Whose menu this is: the store's logo and name, how it stands now, where it is, and the way to another one. */
import type { StoreSummary } from "@crema/shared/contract/stores";
import type { StoreLook } from "@crema/shared/domain/store/look";
import { Brand } from "@crema/ui/components/brand.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { logoOf } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Clock from "lucide-react/icons/clock";
import { Directions } from "./directions.tsx";
import { Link } from "./link.tsx";
import { StoreBadge, useHoursText, useWaitText } from "./store-state.tsx";

export interface StoreHeadProps {
  readonly name: string;
  readonly store: StoreSummary | null;
  readonly look: StoreLook | undefined;
}

export function StoreHead({ name, store, look }: StoreHeadProps) {
  const t = useWords();
  return (
    <header className="store-head">
      <Brand logo={logoOf(look)} />
      <h1>{name}</h1>
      <Link to="/app" className="text-link">
        {t("menu.other_store")}
      </Link>
      {store ? <Facts store={store} /> : null}
    </header>
  );
}

function Facts({ store }: { store: StoreSummary }) {
  const hours = useHoursText()(store);
  const wait = useWaitText()(store);
  return (
    <p className="store-facts small">
      <StoreBadge store={store} />
      {wait && store.status === "OPEN" ? (
        <span className="store-wait">
          <Icon of={Clock} /> {wait}
        </span>
      ) : null}
      {store.status === "OPEN" ? <span>{hours}</span> : null}
      <Directions store={store} />
    </p>
  );
}
