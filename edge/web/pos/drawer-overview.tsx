/** Where a drawer stands, what can be done with it, and for managers the drawers of other tills. Of a store without cash: its day. */
import type { DrawerView } from "@crema/shared/contract/drawer";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { DrawerMovements } from "./drawer-movements.tsx";

export type DrawerStep = "open" | "own" | "count" | "PAID_IN" | "PAID_OUT" | "no_sale" | "close" | "close_day" | "x_report";

export interface DrawerOverviewProps {
  /** undefined: not known yet. null: neither this till's nor the store's is open. */
  readonly session: DrawerView | null | undefined;
  /** Of other tills, for a manager. */
  readonly others: readonly DrawerView[];
  /** It is one of those, and opens and ends at its own till or here. */
  readonly isOther: boolean;
  readonly isCashFree: boolean;
  readonly currency: MoneyUnit;
  readonly isBusy: boolean;
  onStep(step: DrawerStep): void;
  onLastZ(): void;
  onOther(session: DrawerView): void;
}

export const nameOfDrawer = ({ till }: Pick<DrawerView, "till">, t: Words): string =>
  till ? t("pos.drawer.of_till", { till: till.name }) : t("pos.drawer.of_store");

export function DrawerOverview(props: DrawerOverviewProps) {
  const t = useWords();
  const { session, others, isOther, isCashFree, currency, isBusy, onStep, onLastZ, onOther } = props;
  const { money, time } = useFormat();
  const isDay = isCashFree && session === null;
  return (
    <div className="drawer">
      {session ? <p className="soft">{nameOfDrawer(session, t)}</p> : null}
      <p className="drawer-state" role="status">
        {session === undefined
          ? t("pos.drawer.loading")
          : session
            ? t("pos.drawer.open_since", { time: time(session.opened_at), amount: money(session.float_cents, currency) })
            : isCashFree
              ? t("pos.drawer.cash_free")
              : isOther
                ? t("pos.drawer.closed")
                : t("pos.drawer.none_open")}
      </p>
      {session?.status === "COUNTED" ? (
        <p className="number">
          {t("pos.drawer.counted_at", { amount: money(session.counted_cents, currency), time: time(session.counted_at) })}
        </p>
      ) : null}
      <div className="drawer-steps">
        {session ? (
          <OfOpen session={session} isBusy={isBusy} onStep={onStep} />
        ) : isOther ? null : isDay ? (
          <Button size="large" look="primary" isDisabled={isBusy} onPress={() => onStep("close_day")}>
            {t("pos.drawer.end_day")}
          </Button>
        ) : (
          <Button size="large" look="primary" isDisabled={session === undefined} onPress={() => onStep("open")}>
            {t("pos.drawer.open_store")}
          </Button>
        )}
        {session !== undefined && !session?.till && !isCashFree && !isOther ? (
          <Button size="large" onPress={() => onStep("own")}>
            {t("pos.drawer.open_own")}
          </Button>
        ) : null}
        {isDay || (isOther && session === null) ? null : (
          <Button size="large" onPress={() => onStep("no_sale")}>
            {t("pos.drawer.no_sale")}
          </Button>
        )}
        {isOther && session === null ? null : (
          <Button size="large" onPress={() => onStep("x_report")}>
            {t("pos.drawer.x")}
          </Button>
        )}
        <Button size="large" isDisabled={isBusy} onPress={onLastZ}>
          {t("pos.drawer.last_z")}
        </Button>
      </div>
      {session ? <DrawerMovements session={session} currency={currency} /> : null}
      {others.length > 0 ? (
        <section className="drawer" aria-label={t("pos.drawer.others")}>
          <h3>{t("pos.drawer.others")}</h3>
          <div className="drawer-steps">
            {others.map((other) => (
              <Button key={other.session_id} size="large" onPress={() => onOther(other)}>
                {nameOfDrawer(other, t)}
              </Button>
            ))}
          </div>
        </section>
      ) : null}
    </div>
  );
}

function OfOpen({ session, isBusy, onStep }: Pick<DrawerOverviewProps, "isBusy" | "onStep"> & { session: DrawerView }) {
  const t = useWords();
  return (
    <>
      <Button size="large" onPress={() => onStep("PAID_IN")}>
        {t("pos.drawer.paid_in")}
      </Button>
      <Button size="large" onPress={() => onStep("PAID_OUT")}>
        {t("pos.drawer.paid_out")}
      </Button>
      <Button size="large" onPress={() => onStep("count")}>
        {t("pos.drawer.count")}
      </Button>
      <Button size="large" look="primary" isDisabled={session.status !== "COUNTED" || isBusy} onPress={() => onStep("close")}>
        {t("pos.drawer.close")}
      </Button>
    </>
  );
}
