/** The requests that the box before has answered lately: a till that repeats one gets what came of it, and nothing happens twice. */
import { EventRequest } from "@crema/shared/domain/event-envelope";
import type { AnsweredRequest } from "@crema/sync/protocol/snapshot";
import type pg from "pg";
import { z } from "zod";

/** Nobody repeats a request for longer: a till tries again for as long as its sale is on the screen. */
const REPEATED_WITHIN_MS = 24 * 3_600_000;

const Stored = z.object({ type: z.string(), order_id: z.string().optional(), request: EventRequest });

/** `type`: of events that the response is made of; the order itself is read where it stands. */
const FACTS = new Set([
  "payment.captured",
  "refund.succeeded",
  "refund.requested",
  "order.cancelled",
  "order.substitute_asked",
  "order.substitute_settled",
]);
const isFact = (type: string): boolean => FACTS.has(type) || type.startsWith("drawer.") || type === "day.closed";

export async function answeredRequests(client: pg.ClientBase, storeId: string, nowMs: number): Promise<AnsweredRequest[]> {
  const found = await client.query<{ body: unknown }>(
    `SELECT body FROM order_events WHERE store_id = $1 AND event_id > $2 AND body::text LIKE '%"request_hash"%'
     UNION ALL SELECT body FROM drawer_events WHERE store_id = $1 AND event_id > $2 AND body::text LIKE '%"request_hash"%'`,
    [storeId, firstIdAt(nowMs - REPEATED_WITHIN_MS)],
  );
  const requests = new Map<string, AnsweredRequest>();
  for (const { body } of found.rows) {
    const stored = Stored.safeParse(body);
    if (!stored.success) continue;
    const { request, type, order_id = null } = stored.data;
    const name = JSON.stringify([request.principal, request.key]);
    const known = requests.get(name) ?? { ...request, order_id, is_birth: false, facts: [] };
    requests.set(name, {
      ...known,
      is_birth: known.is_birth || type === "order.placed",
      facts: isFact(type) ? [...known.facts, JSON.stringify(body)] : known.facts,
    });
  }
  return [...requests.values()];
}

/** The lowest UUIDv7 of a moment: ids of events begin with their time. */
export function firstIdAt(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
