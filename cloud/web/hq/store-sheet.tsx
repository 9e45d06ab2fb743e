/** What headquarters has to do for one store: its boxes, PINs that should be given again, and events that the domain refused. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { SERVICE, useHqApi } from "../service-api.ts";
import { BoxHistory } from "./box-history.tsx";
import { QuarantineList } from "./quarantine-list.tsx";
import { SpecialDays } from "./special-days.tsx";
import { StoreSlots } from "./store-slots.tsx";
import type { Store } from "./stores-view.tsx";
import { useAsked } from "./use-asked.ts";

export interface StoreSheetProps {
  readonly store: Store;
  /** IT may look and try again; what is set aside for good is for headquarters to say. */
  readonly maySetAside: boolean;
  onClose(): void;
}

export function StoreSheet({ store, maySetAside, onClose }: StoreSheetProps) {
  return (
    <Sheet title={store.name} isOpen onClose={onClose} size="wide">
      <div className="stack">
        <BoxHistory store={store} />
        <StoreSlots store={store} />
        <SpecialDays store={store} />
        <PinsToRenew storeId={store.store_id} />
        <QuarantineList store={store} maySetAside={maySetAside} />
      </div>
    </Sheet>
  );
}

function PinsToRenew({ storeId }: { storeId: string }) {
  const t = useWords();
  const api = useHqApi();
  const read = useAsked(["store", storeId], () => unwrap(api.v1.admin.stores[":store_id"].$get({ param: { store_id: storeId } })));
  const ids = new Set(read.data?.pins_to_renew);
  const staff = read.data?.store.staff.filter(({ staff_id }) => ids.has(staff_id)) ?? [];
  return (
    <section className="stack" aria-labelledby="pins">
      <h3 id="pins">{t("hq.pins.title")}</h3>
      <ProblemNote error={read.error} server={SERVICE} />
      {read.isPending ? <p role="status">{t("hq.loading")}</p> : null}
      {read.data && staff.length === 0 ? <p className="soft">{t("hq.pins.none")}</p> : null}
      {staff.length > 0 ? (
        <>
          <p>{t("hq.pins.about")}</p>
          <ul className="reasons">
            {staff.map(({ staff_id, name, role }) => (
              <li key={staff_id}>{t("hq.pins.person", { name, role: t(`hq.staff.${role}`) })}</li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
