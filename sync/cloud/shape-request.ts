/**
 * Reads a shape request. What a box may see follows from its identity, never from its parameters: table, columns and
 * where are only compared with what it would get anyway.
 * Pitfall: a 400 ends the client's stream, so only a request that can never become right gets one; a position that the
 * log does not have is 409, in handler.ts.
 */
import { SHAPE_COLUMNS, type ShapeTable } from "../protocol/down.ts";
import { type Offset, parseOffset } from "../protocol/shape-offset.ts";

export interface ShapeRequest {
  readonly table: ShapeTable;
  readonly offset: Offset;
  /** As it was sent, for the etag. */
  readonly offsetText: string;
  readonly handle: string | null;
  readonly live: boolean;
  readonly cursor: string | null;
  readonly expiredHandle: string | null;
}

/** Electric's body of a refused request. */
export interface ShapeRefusal {
  readonly status: 400 | 403;
  readonly message: string;
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

export type ParsedShapeRequest =
  | { readonly ok: true; readonly value: ShapeRequest }
  | { readonly ok: false; readonly refusal: ShapeRefusal };

export function parseShapeRequest(url: URL, storeId: string): ParsedShapeRequest {
  const query = url.searchParams;
  const errors: Record<string, string[]> = {};
  const wrong = (name: string, message: string) => {
    errors[name] = [...(errors[name] ?? []), message];
  };

  const table = tableOf(query.get("table") ?? "");
  if (!table) wrong("table", "is not one of store_documents, store_inbox");
  const columns = query.get("columns");
  if (table && columns !== null && !sameColumns(columns, SHAPE_COLUMNS[table])) {
    wrong("columns", `must be ${SHAPE_COLUMNS[table].join(",")}, or absent`);
  }
  const where = query.get("where");
  if (where !== null && !/^\s*"?store_id"?\s*=\s*\$1\s*$/.test(where)) wrong("where", 'must be "store_id" = $1, or absent');

  const live = flag(query.get("live"));
  if (live === null) wrong("live", "must be true or false");
  if (flag(query.get("live_sse")) !== false || flag(query.get("experimental_live_sse")) !== false) {
    wrong("live_sse", "is not served: a cut event stream loses rows; use long polling");
  }
  if (!["default", "full"].includes(query.get("replica") ?? "default")) wrong("replica", "must be default or full");
  if ((query.get("log") ?? "full") !== "full") wrong("log", "must be full");
  if ([...query.keys()].some((name) => name.startsWith("subset__"))) wrong("subset", "is not served");

  const offsetText = query.get("offset") ?? "";
  const offset = parseOffset(offsetText);
  const handle = query.get("handle") || null;
  const fromNothing = offsetText === "-1" || offsetText === "now";
  if (!offset) wrong("offset", "has an invalid format");
  else if (!fromNothing && !handle) wrong("handle", "can't be blank when offset is neither -1 nor now");
  else if (fromNothing && live) wrong("live", `can't be true when offset is ${offsetText}`);

  if (!table || !offset || live === null || Object.keys(errors).length > 0) {
    return { ok: false, refusal: { status: 400, message: "Invalid request", errors } };
  }
  if ((where !== null || query.has("params[1]")) && query.get("params[1]") !== storeId) {
    const params = ["is not the store that the credentials are for"];
    return { ok: false, refusal: { status: 403, message: "Not this store's box", errors: { params } } };
  }
  return {
    ok: true,
    value: { table, offset, offsetText, handle, live, cursor: query.get("cursor"), expiredHandle: query.get("expired_handle") },
  };
}

function tableOf(text: string): ShapeTable | null {
  const name = text.replaceAll('"', "").replace(/^public\./, "");
  return name === "store_documents" || name === "store_inbox" ? name : null;
}

function sameColumns(text: string, expected: readonly string[]): boolean {
  const asked = text.split(",").map((column) => column.trim().replaceAll('"', ""));
  return asked.length === expected.length && expected.every((column) => asked.includes(column));
}

function flag(text: string | null): boolean | null {
  if (text === null || text === "" || text === "false") return false;
  return text === "true" ? true : null;
}
