/** The boxes that a store has had, and what is to be done about the present one. */
import type { BoxHistory } from "@crema/shared/contract/boxes";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Order } from "@crema/shared/domain/order/order";
import { epochLetters } from "@crema/shared/domain/order/ticket";
import type { Pool } from "pg";
import { HEARTBEAT_MAX_AGE_MS } from "../queries/store-online.ts";

/** Longer than a restart, or a line that is briefly down. */
const SILENT_MS = 10 * 60_000;

interface LinkRow {
  readonly node_id: string | null;
  readonly epoch: number;
  readonly conflict: string | null;
  readonly join_number: number;
  readonly last_seen_at: Date | null;
  readonly frozen_since: Date | null;
  readonly look_first: number;
}

export async function boxHistory({ pool, clock }: { pool: Pool; clock: Clock }, storeId: string): Promise<Result<BoxHistory>> {
  const found = await pool.query<LinkRow>(
    `SELECT l.node_id, l.epoch, l.conflict, l.join_number, n.last_seen_at,
       (SELECT f.begun_at FROM store_freezes f WHERE f.store_id = l.store_id AND f.incarnation_id = l.frozen_by) AS frozen_since,
       (SELECT count(*) FROM orders o WHERE o.store_id = l.store_id AND o.status IN ('PLACED', 'PAID')
          AND o.state::text ~ '"look_first"\\s*:\\s*true') AS look_first
     FROM store_links l LEFT JOIN store_link_seen n USING (store_id) WHERE l.store_id = $1`,
    [storeId],
  );
  const link = found.rows[0];
  if (!link) return refuse("store.not_found", `There is no store ${storeId}.`);
  const boxes = await pool.query<{ node_id: string; epoch: number; enrolled_at: Date; revoked_at: Date | null }>(
    "SELECT node_id, epoch, enrolled_at, revoked_at FROM edge_nodes WHERE store_id = $1 ORDER BY epoch DESC",
    [storeId],
  );
  const codes = await pool.query<{ expires_at: Date }>(
    `SELECT expires_at FROM enroll_codes WHERE store_id = $1 AND used_at IS NULL AND expires_at > $2
       AND replaces_epoch IS NOT DISTINCT FROM $3 ORDER BY expires_at`,
    [storeId, iso(clock.now()), link.node_id === null ? null : link.epoch],
  );
  const history = {
    store_id: storeId,
    boxes: boxes.rows.map(({ node_id, epoch, enrolled_at, revoked_at }) => ({
      node_id,
      epoch,
      letter: epochLetters(epoch),
      enrolled_at: iso(enrolled_at.getTime()),
      ended_at: revoked_at && node_id !== link.node_id ? iso(revoked_at.getTime()) : null,
    })),
    state: stateOf(link, clock.now()),
    joins: link.join_number,
    frozen_since: link.frozen_since && iso(link.frozen_since.getTime()),
    codes_until: codes.rows.map(({ expires_at }) => iso(expires_at.getTime())),
    look_first_orders: link.look_first,
    open_orders: link.node_id === null ? await openOrders(pool, storeId) : [],
  };
  return ok({ ...history, to_do: toDo(history, link, clock.now()) });
}

/** A hundred at most, the oldest first. */
async function openOrders(pool: Pool, storeId: string): Promise<BoxHistory["open_orders"]> {
  const found = await pool.query<{ state: Order }>(
    "SELECT state FROM orders WHERE store_id = $1 AND status NOT IN ('COMPLETED', 'CANCELLED') ORDER BY order_id LIMIT 100",
    [storeId],
  );
  return found.rows.map(({ state }) => {
    const { order_id, ticket_number, customer_name, status, pay_mode, total_cents, paid_cents, currency, minor_digits, created_at } = state;
    return { order_id, ticket_number, customer_name, status, pay_mode, total_cents, paid_cents, currency, minor_digits, created_at };
  });
}

function stateOf({ node_id, conflict, last_seen_at }: LinkRow, now: number): BoxHistory["state"] {
  if (node_id === null) return null;
  if (conflict !== null) return "CONFLICT";
  if (last_seen_at === null) return "NEVER_HEARD";
  return now - last_seen_at.getTime() < HEARTBEAT_MAX_AGE_MS ? "JOINED" : "SILENT";
}

type Known = Omit<BoxHistory, "to_do">;

function toDo(
  { state, boxes, codes_until, frozen_since, look_first_orders, open_orders }: Known,
  { last_seen_at }: LinkRow,
  now: number,
): BoxHistory["to_do"] {
  const steps: BoxHistory["to_do"] = [];
  const until = codes_until.at(-1);
  if (until !== undefined)
    steps.push({
      code: "use_code",
      text: "A code for the store's next box has been made: enrol that box with it, or let the code run out.",
    });
  else if (state === null)
    steps.push({
      code: "enroll",
      text:
        boxes.length === 0
          ? "The store has no box yet. Make a code, and enrol one."
          : "Its box was revoked. Make a code, and enrol another box; it goes on from what was heard.",
    });
  if (state === "CONFLICT")
    steps.push({
      code: "enroll_again",
      text: "Two disks tell different stories: one is a copy, or was put back. Stop the wrong box. If the store's own box does not go on by itself, make a code and enrol it again.",
    });
  const isLongSilent = state === "SILENT" && now - (last_seen_at?.getTime() ?? 0) > SILENT_MS;
  if (frozen_since !== null)
    steps.push({
      code: "wait_for_join",
      text: "The service was put back to an earlier state, and waits for the store's box to say what it knows. If that box is lost, replace or revoke it.",
    });
  else if (isLongSilent)
    steps.push({
      code: "replace_or_revoke",
      text: "Its box is not heard. Is it without power or line, it comes back by itself. Is it dead, replace it; is it stolen, revoke it.",
    });
  if (open_orders.length > 0)
    steps.push({
      code: "decide_orders",
      text: `${open_orders.length} ${open_orders.length === 1 ? "order is" : "orders are"} open, and no box decides them. Cancel those whose guests wait for nothing; the others are kept for the next box.`,
    });
  if (look_first_orders > 0)
    steps.push({
      code: "look_first",
      text: `${look_first_orders} ${look_first_orders === 1 ? "order" : "orders"} may have been begun by the box before. The store says of each whether it was made.`,
    });
  return steps;
}
