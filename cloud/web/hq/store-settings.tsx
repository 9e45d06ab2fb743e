/** What headquarters decides of one store: how it looks, when its tills lock, what becomes of an item that cannot be made. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { SERVICE, useHqApi } from "../service-api.ts";
import { LookForm } from "./look-form.tsx";
import { StaffForm } from "./staff-form.tsx";
import { SubstitutesForm } from "./substitutes-form.tsx";
import { TillForm } from "./till-form.tsx";
import { useAsked } from "./use-asked.ts";

export function StoreSettings({ storeId, name, onClose }: { storeId: string; name: string; onClose(): void }) {
  const t = useWords();
  const api = useHqApi();
  const read = useAsked(["store", storeId], () => unwrap(api.v1.admin.stores[":store_id"].$get({ param: { store_id: storeId } })));
  const store = read.data?.store;
  return (
    <Sheet title={t("hq.settings.title", { store: name })} isOpen onClose={onClose} size="wide">
      <div className="stack">
        <ProblemNote error={read.error} server={SERVICE} />
        {read.isPending ? <Skeleton label={t("hq.loading")} /> : null}
        {store ? (
          <>
            <LookForm storeId={storeId} store={store} />
            <TillForm storeId={storeId} store={store} />
            <SubstitutesForm storeId={storeId} store={store} />
            <StaffForm storeId={storeId} store={store} />
          </>
        ) : null}
      </div>
    </Sheet>
  );
}
