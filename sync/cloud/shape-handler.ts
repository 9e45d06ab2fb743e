/**
 * The shape server for the two tables that go down to a store. A response ends at the last row that was read, never at a
 * head read afterwards: a commit in between would be lost. A held request waits for what moves after it began to follow, or a pruned row
 * would make it spin.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import type { ShapeFollower, ShapeHead, ShapeRow, ShapeSource } from "../ports.ts";
import { anySignal } from "../protocol/any-signal.ts";
import type { ShapeTable } from "../protocol/down.ts";
import { JOIN_HEADER } from "../protocol/join.ts";
import { logOffset, type Offset, snapshotOffset } from "../protocol/shape-offset.ts";
import type { JoinTokens } from "./join-token.ts";
import type { BoxPrincipal } from "./parsed-batch.ts";
import { changeMessage, snapshotEnd, upToDate } from "./shape-messages.ts";
import { parseShapeRequest, type ShapeRequest } from "./shape-request.ts";
import {
  mustRefetchResponse,
  okResponse,
  overloadedResponse,
  problemResponse,
  refusedResponse,
  type ShapeResponse,
} from "./shape-response.ts";

export interface ShapeHandlerOptions {
  readonly source: ShapeSource;
  readonly clock: Clock;
  readonly joinTokens: Pick<JoinTokens, "isCurrent">;
  /** How long a live request is held, in milliseconds. */
  readonly longPollMs?: number;
  /** A response ends at this many rows or bytes of rows, whichever comes first; one row always fits. */
  readonly maxRows?: number;
  readonly maxBytes?: number;
  /** Live requests held at once; more are refused with 503. */
  readonly maxHeld?: number;
  /** When it fires, held requests are answered at once: the process stops. */
  readonly closing?: AbortSignal;
}

/** Answers GET /v1/shape for the box that the caller authenticated. Rejects when the source does. */
export type ShapeHandler = (request: Request, box: BoxPrincipal) => Promise<Response>;

/** Who asks, and by which join (J1). */
interface Asker extends BoxPrincipal {
  readonly token: string | null;
}

const RETRY_AFTER_S = 5;
const JOIN_FIRST = refuse("sync.join_first", "The request has no token, or one of an earlier join.").refusal;

export function createShapeHandler(options: ShapeHandlerOptions): ShapeHandler {
  const { source, clock, joinTokens, closing, longPollMs = 20_000, maxRows = 200, maxBytes = 1024 * 1024, maxHeld = 10_000 } = options;
  let held = 0;

  return async (request, box) => {
    const parsed = parseShapeRequest(new URL(request.url), box.store_id);
    if (!parsed.ok) return refusedResponse(parsed.refusal);
    const asked = parsed.value;
    const asker: Asker = { ...box, token: request.headers.get(JOIN_HEADER) };
    const result = asked.live ? await hold(asked, asker, request.signal) : await respondNow(asked, asker);
    if (result instanceof Response) return result;
    return okResponse(asked, result, request.headers, clock.now());
  };

  async function respondNow(asked: ShapeRequest, asker: Asker): Promise<ShapeResponse | Response> {
    const { offset } = asked;
    if (offset.kind !== "now") return read(asked, asker, offset);
    const { head } = await source.read(asked.table, asker.store_id, 0, 0);
    const handle = await handleFor(asked, asker, head);
    if (handle instanceof Response) return handle;
    return { handle, offset: logOffset(head.lsn), upToDate: true, messages: [upToDate(head.lsn)] };
  }

  async function hold(asked: ShapeRequest, asker: Asker, gone: AbortSignal): Promise<ShapeResponse | Response> {
    if (held >= maxHeld) return overloadedResponse(RETRY_AFTER_S);
    held += 1;
    const until = clock.monotonic() + longPollMs;
    const link = anySignal(gone, closing);
    // Before the first look, so that nothing falls between the two.
    const follower = source.follow(asked.table, asker.store_id);
    try {
      const from = asked.offset.kind === "now" ? 0 : asked.offset.after;
      for (;;) {
        const response = await read(asked, asker, { kind: "log", after: from }, follower);
        const left = until - clock.monotonic();
        if (response instanceof Response || response.offset !== logOffset(from) || left <= 0 || link.signal.aborted) return response;
        await follower.next(left, link.signal);
      }
    } finally {
      follower.end();
      held -= 1;
      link.unlink();
    }
  }

  /** The handle in force, or 409: the box has to join first, or cannot have its position from this log (trap 1). */
  async function handleFor(asked: ShapeRequest, asker: Asker, head: ShapeHead): Promise<string | Response> {
    const { table, offset } = asked;
    const storeId = asker.store_id;
    if (!isAdmitted(asker, head)) return problemResponse(JOIN_FIRST);
    const fresh = asked.offsetText === "-1" || offset.kind === "now";
    // A client that was told to forget the current handle would not accept a response under it.
    const handle = asked.expiredHandle === head.handle ? await source.rotate(table, storeId) : head.handle;
    if (fresh) return handle;
    if (asked.handle !== handle) return mustRefetchResponse(table, handle);
    if (offset.after > head.lsn) return mustRefetchResponse(table, await source.rotate(table, storeId));
    return handle;
  }

  /** A box of an older version asks without a token, until one of its store has joined. */
  function isAdmitted({ token, node_id, epoch }: Asker, head: ShapeHead): boolean {
    if (head.node_id !== node_id || head.epoch !== epoch) return false;
    return (token === null && head.join_number === 0 && head.frozen_by === null) || joinTokens.isCurrent(token, head);
  }

  async function read(
    asked: ShapeRequest,
    asker: Asker,
    from: Exclude<Offset, { kind: "now" }>,
    follower: ShapeFollower | null = null,
  ): Promise<ShapeResponse | Response> {
    const { table } = asked;
    const { head, rows } = await source.read(table, asker.store_id, from.after, maxRows);
    follower?.saw(head);
    const handle = await handleFor(asked, asker, head);
    return handle instanceof Response ? handle : chunk(table, asker.store_id, handle, from, rows);
  }

  function chunk(
    table: ShapeTable,
    storeId: string,
    handle: string,
    from: Exclude<Offset, { kind: "now" }>,
    rows: readonly ShapeRow[],
  ): ShapeResponse {
    const inSnapshot = from.kind === "snapshot";
    const messages: string[] = [];
    let bytes = 0;
    let last = from.after;
    for (const row of rows) {
      if (row.value.store_id !== storeId) throw new Error(`${table} of ${storeId} has a row of ${row.value.store_id}`);
      const message = changeMessage(table, row, inSnapshot);
      bytes += Buffer.byteLength(message);
      if (messages.length > 0 && bytes > maxBytes) break;
      messages.push(message);
      last = row.lsn;
    }
    const complete = messages.length === rows.length && rows.length < maxRows;
    if (!complete) return { handle, offset: inSnapshot ? snapshotOffset(last) : logOffset(last), upToDate: false, messages };
    messages.push(inSnapshot ? snapshotEnd(last) : upToDate(last));
    return { handle, offset: logOffset(last), upToDate: !inSnapshot, messages };
  }
}
