/** The requests of the till at a drawer: its own, or the store's, or another open one. Each write is a pending write with its own key. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import type { Approval } from "./approval-sheet.tsx";

export const DRAWER = ["drawer"] as const;

/** How many of a note or coin. */
export interface Counted {
  readonly value_cents: number;
  readonly count: number;
}

export interface Count {
  readonly counted_cents: number;
  readonly denominations?: Counted[];
}

type Moved = "PAID_IN" | "PAID_OUT" | "no-sale";
interface Unanswered {
  readonly amount_cents?: number;
  readonly reason: string;
  readonly session_id?: string;
}

/** `sessionId`: of another drawer than this till's. */
export function useDrawer(sessionId: string | null = null) {
  const api = useStoreApi();
  const { clock } = usePorts();
  const writes = usePendingWrites();
  const queries = useQueryClient();
  const { drawer, day } = api.v1;
  const session = useQuery({ queryKey: DRAWER, queryFn: () => unwrap(drawer.$get()), staleTime: 0 });
  // The one that the person sees: closed by somebody else meanwhile, nothing is done to another. It also tells one evening's close from
  // the next one's, whose response must not be that of a write which was never answered.
  const shown = sessionId ?? session.data?.session?.session_id;
  const which = shown === undefined ? {} : { session_id: shown };
  const today = new Date(clock.now()).toISOString().slice(0, 10);

  async function write<T>(name: string, contents: unknown, send: (header: { "idempotency-key": string }) => Promise<T>): Promise<T> {
    try {
      return await writes.run(`drawer:${name}`, contents, (key) => send({ "idempotency-key": key }));
    } finally {
      await queries.invalidateQueries({ queryKey: DRAWER });
    }
  }
  /** What of this drawer was sent and not answered; one of another session is another write by its contents. */
  function unanswered(kind: Moved): Unanswered | null {
    const tried = writes.pending(`drawer:${kind}`) as Unanswered | null;
    return tried && tried.session_id === which.session_id ? tried : null;
  }
  return {
    session,
    unanswered,
    forget: (kind: Moved) => writes.forget(`drawer:${kind}`),
    /** As it was sent, but for the PIN, which is stored nowhere: what has been done needs none. */
    sendAgain: (kind: Moved, tried: Unanswered) =>
      write(kind, tried, (header) =>
        kind === "no-sale"
          ? unwrap(drawer["no-sales"].$post({ header, json: { ...tried, manager_pin: null } }))
          : unwrap(drawer.movements.$post({ header, json: { kind, amount_cents: 0, ...tried, manager_pin: null } })),
      ),
    open: (float_cents: number, isOwn: boolean) => {
      const json = { float_cents, ...(isOwn && { own: true as const }) };
      return write("open", { ...json, today }, (header) => unwrap(drawer.sessions.$post({ header, json })));
    },
    move: (kind: "PAID_IN" | "PAID_OUT", amount_cents: number, { reason, manager_pin }: Approval) =>
      write(kind, { amount_cents, reason, ...which }, (header) =>
        unwrap(drawer.movements.$post({ header, json: { kind, amount_cents, reason, manager_pin, ...which } })),
      ),
    noSale: ({ reason, manager_pin }: Approval) =>
      write("no-sale", { reason, ...which }, (header) =>
        unwrap(drawer["no-sales"].$post({ header, json: { reason, manager_pin, ...which } })),
      ),
    count: (count: Count) => {
      const json = { ...count, ...which };
      return write("count", json, (header) => unwrap(drawer.counts.$post({ header, json })));
    },
    close: () => write("close", which, (header) => unwrap(drawer.close.$post({ header, json: which }))),
    closeDay: () => write("close-day", { today }, (header) => unwrap(day.close.$post({ header, json: {} }))),
    xReport: ({ manager_pin }: Pick<Approval, "manager_pin">) => unwrap(drawer["x-report"].$post({ json: { manager_pin, ...which } })),
    zReports: () => unwrap(drawer["z-reports"].$get({ query: {} })),
  };
}

type Drawer = ReturnType<typeof useDrawer>;
export type XReport = Awaited<ReturnType<Drawer["xReport"]>>;
export type ZReport = Awaited<ReturnType<Drawer["close"]>>["report"];
