/** What went into the open drawer and out of it without an order, and who did it. What it should hold is not said: the count is blind. */
import type { DrawerView } from "@crema/shared/contract/drawer";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { BOX, useStoreApi } from "../store-api.ts";
import { DRAWER } from "./use-drawer.ts";

export function DrawerMovements({ session, currency }: { readonly session: DrawerView; readonly currency: MoneyUnit }) {
  const t = useWords();
  const api = useStoreApi();
  const { money, time } = useFormat();
  const { data, error } = useQuery({
    // Every write at the drawer makes this out of date too.
    queryKey: [...DRAWER, "movements", session.session_id],
    queryFn: () => unwrap(api.v1.drawer.movements.$get({ query: { session_id: session.session_id } })),
    staleTime: 0,
  });
  if (error) return <ProblemNote error={error} server={BOX} />;
  if (!data || data.movements.length === 0) return null;
  return (
    <section aria-label={t("pos.movements.title")}>
      <h3>{t("pos.movements.title")}</h3>
      <ul className="drawer-movements">
        {data.movements.map(({ movement_id, kind, amount_cents, reason, actor, at }) => (
          <li key={movement_id}>
            <span className="number soft">{time(at)}</span>
            <span>
              {t(`pos.movements.${kind}`)} · {reason}
              {actor.name ? <span className="soft"> · {actor.name}</span> : null}
            </span>
            <span className="number">{kind === "NO_SALE" ? "" : `${kind === "PAID_OUT" ? "−" : "+"}${money(amount_cents, currency)}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
