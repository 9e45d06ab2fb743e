/**
 * A write that is remembered by its Idempotency-Key: the same key and request get the first response again, byte for
 * byte, and nothing happens twice. Only successes are remembered; a refused request may be tried again under its key.
 */
import { principalKey } from "@crema/shared/contract/access";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { Created } from "@crema/shared/server/idempotency";
import type { BoxIdentity } from "@crema/sync/ports";
import type { Tx } from "../executor.ts";
import type { Caller } from "../ports.ts";
import { type CommandContext, requireActiveBox } from "./command-context.ts";
import { replayOfEarlier } from "./earlier-request.ts";
import { type OrderHashes, replayOf } from "./idempotency.ts";

/** A write whose key may be left out: then nothing is remembered, and the write itself has to refuse a repeat. */
export function writeOnce(
  deps: CommandContext,
  key: string | null,
  hash: string,
  by: Caller,
  work: (tx: Tx) => Result<object>,
): Promise<Result<Created>> {
  if (key !== null) return idempotentWrite(deps, key, hash, by, work);
  return deps.executor.run((tx) => {
    const activeBox = requireActiveBox(deps, tx);
    if (!activeBox.ok) return activeBox;
    const done = work(tx);
    return done.ok ? ok({ status: 201, body: JSON.stringify(done.value), replayed: false }) : done;
  });
}

/** `hashes`: of the whole request (requestHash, orderHashes). `work` returns the response body as JSON. */
export function idempotentWrite(
  deps: CommandContext,
  key: string,
  hashes: string | OrderHashes,
  by: Caller,
  work: (tx: Tx, box: BoxIdentity) => Result<object>,
): Promise<Result<Created>> {
  const { idempotency } = deps.tables;
  const principal = principalKey(by.principal);
  const known = typeof hashes === "string" ? ([hashes] as const) : hashes;
  const [request_hash] = known;
  return deps.executor.run((tx) => {
    const replay = tx.identity && replayOf(idempotency.find(tx.identity.store_id, principal, key), ...known);
    if (replay) return replay;
    const earlier = replayOfEarlier(deps, principal, key, known, by);
    if (earlier) return earlier;
    const activeBox = requireActiveBox(deps, tx);
    if (!activeBox.ok) return activeBox;
    const { store_id } = activeBox.value;
    tx.request = { principal, key, request_hash };
    const done = work(tx, activeBox.value);
    if (!done.ok) return done;
    const body = JSON.stringify(done.value);
    idempotency.remember({ store_id, principal, key, request_hash, status: 201, body, created_at: iso(deps.clock.now()) });
    return ok({ status: 201, body, replayed: false });
  });
}
