/** Orders of a guest who left the address: as a file, and without whoever placed them. */
import type { GuestOrder } from "@crema/shared/contract/hq-customers";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";
import { AUDIT } from "./audit-list.tsx";
import { EraseSheet } from "./erase-customer.tsx";
import { OrderTable } from "./order-table.tsx";
import { saveAsFile } from "./save-as-file.ts";
import type { Store } from "./stores-view.tsx";

interface GuestOrdersProps {
  readonly email: string;
  readonly orders: readonly GuestOrder[];
  readonly stores: readonly Store[];
  readonly mayErase: boolean;
  onOrder(orderId: string): void;
  onErased(): void;
}

export function GuestOrders({ email, orders, stores, mayErase, onOrder, onErased }: GuestOrdersProps) {
  const t = useWords();
  const api = useHqApi();
  const queries = useQueryClient();
  const order_ids = orders.map(({ order_id }) => order_id);
  const download = useMutation({
    mutationFn: () => unwrap(api.v1.admin["guest-orders"].export.$post({ json: { email } })),
    onSuccess: (held) => {
      saveAsFile("crema-guest.json", held);
      void queries.invalidateQueries({ queryKey: AUDIT });
    },
  });
  const names = [...new Set(orders.flatMap(({ name }) => name ?? []))];
  return (
    <section aria-labelledby="guest-orders" className="stack">
      <h2 id="guest-orders">{t("hq.guest.title")}</h2>
      <p>{t("hq.guest.about", { count: names.length, names: names.join(", ") })}</p>
      {mayErase ? (
        <div className="filters">
          <Button isDisabled={download.isPending} onPress={() => download.mutate()}>
            {t("hq.customers.download")}
          </Button>
          <EraseSheet
            title={t("hq.guest.erase_title")}
            ask={t("hq.guest.erase")}
            wanted={email}
            says={(count, inAccounts) => {
              const kept = inAccounts > 0 ? `${t("hq.guest.in_accounts", { count: inAccounts })} ` : "";
              return kept + t("hq.erase.orders", { count });
            }}
            call={(confirmation) => unwrap(api.v1.admin["guest-orders"].erasure.$post({ json: { order_ids, confirmation } }))}
            onErased={onErased}
          />
        </div>
      ) : null}
      <ProblemNote error={download.error} server={SERVICE} />
      <OrderTable label={t("hq.guest.orders")} orders={orders} stores={stores} onOrder={({ order_id }) => onOrder(order_id)} />
    </section>
  );
}
