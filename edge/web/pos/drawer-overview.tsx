/** Where a drawer stands, what can be done with it, and for managers the drawers of other tills. Of a store without cash: its day. */
import type { DrawerView } from "@crema/shared/contract/drawer";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";

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

export const nameOfDrawer = ({ till }: Pick<DrawerView, "till">): string => (till ? `Drawer of ${till.name}` : "The store's drawer");

export function DrawerOverview(props: DrawerOverviewProps) {
  const { session, others, isOther, isCashFree, currency, isBusy, onStep, onLastZ, onOther } = props;
  const { money, time } = useFormat();
  const isDay = isCashFree && session === null;
  return (
    <div className="drawer">
      {session ? <p className="soft">{nameOfDrawer(session)}</p> : null}
      <p className="drawer-state" role="status">
        {session === undefined
          ? "Asking …"
          : session
            ? `Open since ${time(session.opened_at)}, float ${money(session.float_cents, currency)}`
            : isCashFree
              ? "This store takes no cash"
              : isOther
                ? "Closed"
                : "Neither this till's drawer nor the store's is open"}
      </p>
      {session?.status === "COUNTED" ? (
        <p className="number">
          Counted {money(session.counted_cents, currency)} at {time(session.counted_at)}
        </p>
      ) : null}
      <div className="drawer-steps">
        {session ? (
          <OfOpen session={session} isBusy={isBusy} onStep={onStep} />
        ) : isOther ? null : isDay ? (
          <Button size="large" look="primary" isDisabled={isBusy} onPress={() => onStep("close_day")}>
            End the day (Z)
          </Button>
        ) : (
          <Button size="large" look="primary" isDisabled={session === undefined} onPress={() => onStep("open")}>
            Open the store's drawer
          </Button>
        )}
        {session !== undefined && !session?.till && !isCashFree && !isOther ? (
          <Button size="large" onPress={() => onStep("own")}>
            Open a drawer of this till
          </Button>
        ) : null}
        {isDay || (isOther && session === null) ? null : (
          <Button size="large" onPress={() => onStep("no_sale")}>
            No sale
          </Button>
        )}
        {isOther && session === null ? null : (
          <Button size="large" onPress={() => onStep("x_report")}>
            X report
          </Button>
        )}
        <Button size="large" isDisabled={isBusy} onPress={onLastZ}>
          Last Z
        </Button>
      </div>
      {others.length > 0 ? (
        <section className="drawer" aria-label="Other drawers">
          <h3>Other drawers</h3>
          <div className="drawer-steps">
            {others.map((other) => (
              <Button key={other.session_id} size="large" onPress={() => onOther(other)}>
                {nameOfDrawer(other)}
              </Button>
            ))}
          </div>
        </section>
      ) : null}
    </div>
  );
}

function OfOpen({ session, isBusy, onStep }: Pick<DrawerOverviewProps, "isBusy" | "onStep"> & { session: DrawerView }) {
  return (
    <>
      <Button size="large" onPress={() => onStep("PAID_IN")}>
        Paid in
      </Button>
      <Button size="large" onPress={() => onStep("PAID_OUT")}>
        Paid out
      </Button>
      <Button size="large" onPress={() => onStep("count")}>
        Count
      </Button>
      <Button size="large" look="primary" isDisabled={session.status !== "COUNTED" || isBusy} onPress={() => onStep("close")}>
        Close (Z)
      </Button>
    </>
  );
}
