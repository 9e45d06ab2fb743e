/** The cash drawer's requests of the till; each write is a pending write with its own key. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import type { Approval } from "./approval-sheet.tsx";

const DRAWER = ["drawer"] as const;

export function useDrawer() {
  const api = useStoreApi();
  const writes = usePendingWrites();
  const queries = useQueryClient();
  const { drawer } = api.v1;
  const session = useQuery({ queryKey: DRAWER, queryFn: () => unwrap(drawer.$get()), staleTime: 0 });

  async function write<T>(name: string, contents: unknown, send: (header: { "idempotency-key": string }) => Promise<T>): Promise<T> {
    try {
      return await writes.run(`drawer:${name}`, contents, (key) => send({ "idempotency-key": key }));
    } finally {
      await queries.invalidateQueries({ queryKey: DRAWER });
    }
  }
  return {
    session,
    open: (float_cents: number) => write("open", float_cents, (header) => unwrap(drawer.sessions.$post({ header, json: { float_cents } }))),
    move: (kind: "PAID_IN" | "PAID_OUT", amount_cents: number, { reason, manager_pin }: Approval) =>
      write(kind, { amount_cents, reason }, (header) =>
        unwrap(drawer.movements.$post({ header, json: { kind, amount_cents, reason, manager_pin } })),
      ),
    noSale: ({ reason, manager_pin }: Approval) =>
      write("no-sale", { reason }, (header) => unwrap(drawer["no-sales"].$post({ header, json: { reason, manager_pin } }))),
    count: (counted_cents: number) =>
      write("count", counted_cents, (header) => unwrap(drawer.counts.$post({ header, json: { counted_cents } }))),
    close: () => write("close", null, (header) => unwrap(drawer.close.$post({ header, json: {} }))),
    xReport: ({ manager_pin }: Pick<Approval, "manager_pin">) => unwrap(drawer["x-report"].$post({ json: { manager_pin } })),
    zReports: () => unwrap(drawer["z-reports"].$get({ query: {} })),
  };
}

type Drawer = ReturnType<typeof useDrawer>;
export type XReport = Awaited<ReturnType<Drawer["xReport"]>>;
export type ZReport = Awaited<ReturnType<Drawer["close"]>>["report"];
