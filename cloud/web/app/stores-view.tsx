/** The stores: which of them take orders now, how long that takes, how far they are, and the way there. */
import type { StoreSummary } from "@crema/shared/contract/stores";
import { distanceM } from "@crema/shared/domain/store/distance";
import type { StoreLocation } from "@crema/shared/domain/store/location";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { formatDistance } from "@crema/ui/format/distance.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import ChevronRight from "lucide-react/icons/chevron-right";
import Clock from "lucide-react/icons/clock";
import Store from "lucide-react/icons/store";
import { useState } from "react";
import { useCart } from "./cart.tsx";
import { Directions } from "./directions.tsx";
import { Link } from "./link.tsx";
import { useNearMe } from "./near-me.tsx";
import { ReadTrouble } from "./read-trouble.tsx";
import { menuPath } from "./route.ts";
import { Search } from "./search.tsx";
import { StoreBadge, useHoursText, useWaitText } from "./store-state.tsx";
import { useStores } from "./use-stores.ts";

/** Fewer are seen at a glance. */
const MANY = 6;

export function StoresView() {
  const t = useWords();
  const stores = useStores();
  const { storeId } = useCart();
  const [typed, setTyped] = useState("");
  const [near, nearMe] = useNearMe();
  const all = stores.data?.stores ?? [];
  const found = all
    .filter(matches(typed))
    .sort(near ? byDistance(near) : (a, b) => Number(b.store_id === storeId) - Number(a.store_id === storeId));
  return (
    <main className="view">
      <h1>{t("stores.heading")}</h1>
      <ReadTrouble read={stores} waiting={<Skeleton label={t("stores.looking")} kind="tiles" />} />
      {all.length > MANY ? <Search label={t("stores.find")} value={typed} onChange={setTyped} /> : null}
      {all.length > 1 && all.some(({ location }) => location) ? nearMe : null}
      {stores.data && all.length === 0 ? <EmptyState icon={Store} title={t("stores.none")} /> : null}
      {all.length > 0 && found.length === 0 ? <p role="status">{t("stores.none_found", { text: typed })}</p> : null}
      <ul className="cards">
        {found.map((store) => (
          <StoreCard key={store.store_id} store={store} hasCart={store.store_id === storeId} near={near} />
        ))}
      </ul>
    </main>
  );
}

const matches = (typed: string) => {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ name, address }: StoreSummary) => words.every((word) => `${name} ${address}`.toLowerCase().includes(word));
};

/** Those that nobody knows the place of come last. */
const byDistance =
  (near: StoreLocation) =>
  (a: StoreSummary, b: StoreSummary): number =>
    (a.location ? distanceM(near, a.location) : Number.MAX_VALUE) - (b.location ? distanceM(near, b.location) : Number.MAX_VALUE);

interface StoreCardProps {
  readonly store: StoreSummary;
  readonly hasCart: boolean;
  readonly near: StoreLocation | null;
}

function StoreCard({ store, hasCart, near }: StoreCardProps) {
  const t = useWords();
  const { locale } = usePorts();
  const hours = useHoursText()(store);
  const wait = useWaitText()(store);
  return (
    <li className="card store-card">
      <span className="card-head">
        <Link to={menuPath(store.store_id)} className="card-link">
          <strong>{store.name}</strong>
        </Link>
        <StoreBadge store={store} />
      </span>
      {store.address ? <span className="soft">{store.address}</span> : null}
      <span className="store-facts small">
        {wait ? (
          <span className="store-wait">
            <Icon of={Clock} /> {wait}
          </span>
        ) : null}
        {near && store.location ? <span className="number">{formatDistance(distanceM(near, store.location), locale)}</span> : null}
        <span>{hours}</span>
        {hasCart ? <span className="store-yours">{t("stores.yours")}</span> : null}
      </span>
      <span className="card-foot">
        <Directions store={store} />
        <Icon of={ChevronRight} isAlong />
      </span>
    </li>
  );
}
