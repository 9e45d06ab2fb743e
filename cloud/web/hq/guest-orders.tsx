/** Orders of a guest who left the address: as a file, and without whoever placed them. */
import type { GuestOrder } from "@crema/shared/contract/hq-customers";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
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
      <h2 id="guest-orders">Ordered as a guest</h2>
      <p>
        With this address in the last 30 days{names.length > 0 ? `, as ${names.join(", ")}` : ""}. Whoever has the address need not be who
        left it.
      </p>
      {mayErase ? (
        <div className="filters">
          <Button isDisabled={download.isPending} onPress={() => download.mutate()}>
            Download what is held
          </Button>
          <EraseSheet
            title="Erase whoever placed these orders?"
            ask="Erase from these orders …"
            wanted={email}
            says={(count, inAccounts) =>
              `${inAccounts > 0 ? `${inAccounts} of them ${inAccounts === 1 ? "is" : "are"} in an account, which keeps the order. ` : ""}Name, notes and contacts are removed from ${count === 1 ? "one order" : `${count} orders`}, here and at the stores; an open order keeps name and notes until it is over.`
            }
            call={(confirmation) => unwrap(api.v1.admin["guest-orders"].erasure.$post({ json: { order_ids, confirmation } }))}
            onErased={onErased}
          />
        </div>
      ) : null}
      <ProblemNote error={download.error} server={SERVICE} />
      <OrderTable label="Orders of guests" orders={orders} stores={stores} onOrder={({ order_id }) => onOrder(order_id)} />
    </section>
  );
}
