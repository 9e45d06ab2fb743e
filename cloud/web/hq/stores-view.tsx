/** The stores and how they are. What counts as healthy is the service's to say; here it is only shown, the worst first. */
import type { StoreLink } from "@crema/shared/contract/store-links";
import { Badge } from "@crema/ui/components/badge.tsx";
import { Button } from "@crema/ui/components/button.tsx";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useNow } from "@crema/ui/use-now.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import CircleCheck from "lucide-react/icons/circle-check";
import OctagonAlert from "lucide-react/icons/octagon-alert";
import StoreIcon from "lucide-react/icons/store";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useHealthText } from "./health-text.ts";

export type Store = StoreLink;

const STATES = {
  OK: { tone: "good", icon: CircleCheck, rank: 2 },
  ATTENTION: { tone: "warn", icon: TriangleAlert, rank: 1 },
  DOWN: { tone: "bad", icon: OctagonAlert, rank: 0 },
} as const;

/** The worst first. */
export const byHealth = (stores: readonly Store[]): Store[] =>
  [...stores].sort((a, b) => STATES[a.health.state].rank - STATES[b.health.state].rank || a.name.localeCompare(b.name));

export interface StoresViewProps {
  /** null: not known yet. */
  readonly stores: readonly Store[] | null;
  onOrders(storeId: string): void;
  onExceptions(storeId: string): void;
  onDetails(storeId: string): void;
  onDay(storeId: string): void;
  /** null: they may not change it. */
  readonly onSettings: ((storeId: string) => void) | null;
}

export function StoresView({ stores, onOrders, onExceptions, onDetails, onDay, onSettings }: StoresViewProps) {
  const t = useWords();
  if (stores === null) return <Skeleton label={t("hq.loading")} kind="tiles" />;
  if (stores.length === 0) {
    return (
      <EmptyState icon={StoreIcon} title={t("hq.stores.none")}>
        {t("hq.stores.none_advice")}
      </EmptyState>
    );
  }
  return (
    <ul className="cards" aria-label={t("hq.tab.stores")}>
      {byHealth(stores).map((store) => (
        <StoreCard
          key={store.store_id}
          store={store}
          onOrders={() => onOrders(store.store_id)}
          onExceptions={() => onExceptions(store.store_id)}
          onDetails={() => onDetails(store.store_id)}
          onDay={() => onDay(store.store_id)}
          onSettings={onSettings && (() => onSettings(store.store_id))}
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
  readonly onSettings: (() => void) | null;
}

function StoreCard({ store, onOrders, onExceptions, onDetails, onDay, onSettings }: StoreCardProps) {
  const t = useWords();
  const { tone } = STATES[store.health.state];
  const issues = { count: store.open_exceptions };
  const waiting = { count: store.quarantined_events };
  return (
    <li className="card">
      <div className="card-head">
        <h2>{store.name}</h2>
        <StateBadge state={store.health.state} />
      </div>
      {store.health.reasons.length > 0 ? (
        <div className={`note note-${tone}`}>
          <Reasons store={store} />
        </div>
      ) : null}
      <Facts store={store} />
      <div className="card-foot">
        <Button onPress={onOrders} aria-label={t("hq.store.orders_of", { store: store.name })}>
          {t("hq.store.orders")}
        </Button>
        <Button onPress={onDay} aria-label={t("hq.store.day_of", { store: store.name })}>
          {t("hq.store.day")}
        </Button>
        <Button onPress={onExceptions} aria-label={t("hq.store.issues_of", { ...issues, store: store.name })}>
          {t("hq.store.issues", issues)}
        </Button>
        <Button onPress={onDetails} aria-label={t("hq.store.manage_of", { ...waiting, store: store.name })}>
          {t("hq.store.manage", waiting)}
        </Button>
        {onSettings ? (
          <Button onPress={onSettings} aria-label={t("hq.store.settings_of", { store: store.name })}>
            {t("hq.store.settings")}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

export function StateBadge({ state }: { state: Store["health"]["state"] }) {
  const t = useWords();
  const { tone, icon } = STATES[state];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`hq.state.${state}`)}
    </Badge>
  );
}

export function Reasons({ store }: { store: Store }) {
  const healthText = useHealthText();
  return (
    <ul className="reasons">
      {store.health.reasons.map((reason) => (
        <li key={reason.code}>{healthText(store, reason)}</li>
      ))}
    </ul>
  );
}

const UNKNOWN = "–";

function Facts({ store }: { store: Store }) {
  const t = useWords();
  const { moment, number } = useFormat();
  const { reported, time_zone: zone, held } = store;
  const disk = reported?.disk_free_bytes ?? null;
  return (
    <dl className="facts">
      <Fact
        name={t("hq.store.last_seen")}
        value={store.node_id === null ? t("hq.store.no_box") : <Age at={store.last_seen_at} timeZone={zone} />}
      />
      <Fact name={t("hq.store.open_orders")} value={number(store.open_orders)} />
      {held.first_at === null ? null : (
        <Fact name={t("hq.store.held")} value={t("hq.store.held_first", { count: held.orders, moment: moment(held.first_at, zone) })} />
      )}
      <Fact name={t("hq.store.unsent")} value={reported ? number(reported.unsent_events) : UNKNOWN} />
      <Fact
        name={t("hq.store.menu")}
        value={
          store.menu_version === null
            ? t("hq.none")
            : t("hq.store.menu_of", { has: reported?.menu_version ?? UNKNOWN, published: store.menu_version })
        }
      />
      <Fact name={t("hq.store.disk")} value={disk === null ? UNKNOWN : t("hq.store.gibibytes", { size: number(disk / 1024 ** 3, 1) })} />
      <Fact name={t("hq.store.version")} value={reported?.box_version ?? UNKNOWN} />
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt className="small soft">{name}</dt>
      <dd className="number">{value}</dd>
    </div>
  );
}

const AGE_EVERY_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

function Age({ at, timeZone }: { at: string | null; timeZone: string }) {
  const t = useWords();
  const now = useNow(AGE_EVERY_MS);
  const { minutes, moment } = useFormat();
  if (at === null) return t("hq.store.not_yet");
  const age = now - Date.parse(at);
  const said = age < MINUTE_MS ? t("hq.store.just_now") : age < DAY_MS ? t("hq.store.ago", { time: minutes(age) }) : moment(at, timeZone);
  return <time dateTime={at}>{said}</time>;
}
