/** The stores and how they are. What counts as healthy is the service's to say; here it is only shown, the worst first. */
import type { StoreLink } from "@crema/shared/contract/store-links";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useNow } from "@crema/ui/use-now.ts";

export type Store = StoreLink;

const STATES = {
  OK: { name: "Well", look: "good", rank: 2 },
  ATTENTION: { name: "Needs a look", look: "warn", rank: 1 },
  DOWN: { name: "Down", look: "bad", rank: 0 },
} as const;

export interface StoresViewProps {
  /** null: not known yet. */
  readonly stores: readonly Store[] | null;
  onOrders(storeId: string): void;
  onExceptions(storeId: string): void;
  onDetails(storeId: string): void;
  onDay(storeId: string): void;
}

export function StoresView({ stores, onOrders, onExceptions, onDetails, onDay }: StoresViewProps) {
  if (stores === null) return <p role="status">Reading the stores …</p>;
  if (stores.length === 0) return <p className="note">There is no store yet that you may see. IT makes one with the admin API.</p>;
  const sorted = [...stores].sort((a, b) => STATES[a.health.state].rank - STATES[b.health.state].rank || a.name.localeCompare(b.name));
  return (
    <ul className="cards" aria-label="Stores">
      {sorted.map((store) => (
        <StoreCard
          key={store.store_id}
          store={store}
          onOrders={() => onOrders(store.store_id)}
          onExceptions={() => onExceptions(store.store_id)}
          onDetails={() => onDetails(store.store_id)}
          onDay={() => onDay(store.store_id)}
        />
      ))}
    </ul>
  );
}

interface StoreCardProps {
  readonly store: Store;
  onOrders(): void;
  onExceptions(): void;
  onDetails(): void;
  onDay(): void;
}

function StoreCard({ store, onOrders, onExceptions, onDetails, onDay }: StoreCardProps) {
  const { look, name } = STATES[store.health.state];
  const { reported, time_zone: zone } = store;
  const { day, time } = useFormat();
  const exceptions = withCount("Exceptions", store.open_exceptions);
  const details = withCount("Box, PINs, quarantine", store.quarantined_events);
  return (
    <li className="card">
      <div className="card-head">
        <h2>{store.name}</h2>
        <span className={`badge badge-${look}`}>{name}</span>
      </div>
      {store.health.reasons.length > 0 ? (
        <ul className={`note note-${look} reasons`}>
          {store.health.reasons.map((reason) => (
            <li key={reason.code}>{reason.text}</li>
          ))}
        </ul>
      ) : null}
      <dl className="facts">
        <Fact
          name="Last heard"
          value={store.node_id === null ? "It has no box" : <Age at={store.last_seen_at} timeZone={store.time_zone} />}
        />
        <Fact name="Open orders" value={store.open_orders} />
        {store.held.first_at === null ? null : (
          <Fact
            name="Held for later"
            value={`${store.held.orders}, the first for ${day(store.held.first_at, zone)}, ${time(store.held.first_at, zone)}`}
          />
        )}
        <Fact name="Unsent events" value={reported?.unsent_events ?? "–"} />
        <Fact name="Menu" value={store.menu_version === null ? "none" : `${reported?.menu_version ?? "–"} of ${store.menu_version}`} />
        <Fact name="Disk free" value={gibibytes(reported?.disk_free_bytes ?? null)} />
        <Fact name="Box" value={reported?.box_version ?? "–"} />
      </dl>
      <div className="card-foot">
        <Button onPress={onOrders} aria-label={`Orders of ${store.name}`}>
          Orders
        </Button>
        <Button onPress={onDay} aria-label={`Day of ${store.name}`}>
          Day
        </Button>
        <Button onPress={onExceptions} aria-label={`${exceptions} of ${store.name}`}>
          {exceptions}
        </Button>
        <Button onPress={onDetails} aria-label={`${details} of ${store.name}`}>
          {details}
        </Button>
      </div>
    </li>
  );
}

const withCount = (what: string, count: number): string => (count > 0 ? `${what} (${count})` : what);

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt className="small soft">{name}</dt>
      <dd className="number">{value}</dd>
    </div>
  );
}

const AGE_EVERY_MS = 1_000;

function Age({ at, timeZone }: { at: string | null; timeZone: string }) {
  const now = useNow(AGE_EVERY_MS);
  const { duration, day, time } = useFormat();
  if (at === null) return <>not yet</>;
  const age = now - Date.parse(at);
  return <time dateTime={at}>{age < DAY_MS ? `${duration(age)} ago` : `${day(at, timeZone)} ${time(at, timeZone)}`}</time>;
}
const DAY_MS = 24 * 3_600_000;

function gibibytes(bytes: number | null): string {
  return bytes === null ? "–" : `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
