/**
 * A batch of a store's log, or a join, from the bytes of a request to JSON. A small body may inflate to a large one, so both
 * sizes are limited, the second while it inflates.
 */

import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { isJson, readAtMost } from "@crema/shared/server/body-limit";
import { readFacts, readJoin, readRebuild } from "@crema/sync/cloud/join";
import { readBatch } from "@crema/sync/cloud/parsed-batch";
import type { FactsRequest, RebuildRequest } from "@crema/sync/protocol/hand-back";
import type { JoinRequest } from "@crema/sync/protocol/join";
import { MAX_BATCH_EVENTS, MAX_BATCH_JSON_BYTES, type UpBatch } from "@crema/sync/protocol/up";
import { z } from "zod";

const MAX_JOIN_BYTES = 64 * 1024;

const inflate = promisify(gunzip);

const Shape = z.looseObject({ events: z.array(z.unknown()) });

/** Refuses with request.unsupported_media_type, sync.too_large, request.malformed, sync.upgrade_required, request.invalid. */
export async function readBatchBody(request: Request): Promise<Result<UpBatch>> {
  const type = request.headers.get("content-type") ?? "";
  const encoding = request.headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (!isJson(type) || (encoding !== "gzip" && encoding !== "identity")) {
    return refuse("request.unsupported_media_type", "Send a batch as application/json, as it is or with content-encoding gzip.");
  }
  const raw = await readAtMost(request, MAX_BATCH_JSON_BYTES);
  if (!raw) return tooLarge();
  const bytes = encoding === "gzip" ? await inflateAtMost(raw, MAX_BATCH_JSON_BYTES) : ok(raw);
  if (!bytes.ok) return bytes;
  const json = parse(bytes.value);
  if (!json.ok) return json;
  const events = Shape.safeParse(json.value).data?.events;
  return events && events.length > MAX_BATCH_EVENTS ? tooLarge() : readBatch(json.value);
}

/** Refuses with request.unsupported_media_type, sync.too_large, request.malformed, sync.upgrade_required, request.invalid. */
export async function readJoinBody(request: Request): Promise<Result<JoinRequest>> {
  if (!isJson(request.headers.get("content-type") ?? "")) {
    return refuse("request.unsupported_media_type", "Send a join as application/json.");
  }
  const raw = await readAtMost(request, MAX_JOIN_BYTES);
  if (!raw) return refuse("sync.too_large", `A join has at most ${MAX_JOIN_BYTES} bytes.`);
  const json = parse(raw);
  return json.ok ? readJoin(json.value) : json;
}

/** What a store has applied in 30 days, at most; gzip makes a tenth of it. */
const MAX_REBUILD_BYTES = 64 * 1024 * 1024;

/** Refuses with request.unsupported_media_type, sync.too_large, request.malformed, sync.upgrade_required, request.invalid. */
export async function readRebuildBody(request: Request): Promise<Result<RebuildRequest>> {
  const json = await readHandedBackJson(request);
  return json.ok ? readRebuild(json.value) : json;
}

/** Refuses as `readRebuildBody`. */
export async function readFactsBody(request: Request): Promise<Result<FactsRequest>> {
  const json = await readHandedBackJson(request);
  return json.ok ? readFacts(json.value) : json;
}

/** Refuses as `readRebuildBody`. */
export async function readHandedBack<T extends z.ZodType>(request: Request, schema: T): Promise<Result<z.output<T>>> {
  const json = await readHandedBackJson(request);
  if (!json.ok) return json;
  const read = schema.safeParse(json.value);
  if (read.success) return ok(read.data);
  const fields = read.error.issues.slice(0, 20).map(({ path, message }) => ({ field: `/${path.map(String).join("/")}`, message }));
  return refuse("request.invalid", `${fields[0]?.field ?? "/"}: ${fields[0]?.message ?? "unknown shape"}`, { fields });
}

async function readHandedBackJson(request: Request): Promise<Result<unknown>> {
  if (!isJson(request.headers.get("content-type") ?? "")) {
    return refuse(
      "request.unsupported_media_type",
      "Send what is handed back as application/json, as it is or with content-encoding gzip.",
    );
  }
  const raw = await readAtMost(request, MAX_REBUILD_BYTES);
  if (!raw) return refuse("sync.too_large", `What is handed back has at most ${MAX_REBUILD_BYTES} bytes.`);
  const isGzip = request.headers.get("content-encoding")?.toLowerCase() === "gzip";
  const bytes = isGzip ? await inflateAtMost(raw, MAX_REBUILD_BYTES) : ok(raw);
  return bytes.ok ? parse(bytes.value) : bytes;
}

function parse(bytes: Buffer): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return refuse("request.malformed", "The body is not well-formed JSON in UTF-8.");
  }
}

function tooLarge() {
  return refuse("sync.too_large", `At most ${MAX_BATCH_EVENTS} events and ${MAX_BATCH_JSON_BYTES} bytes of JSON in a batch.`);
}

async function inflateAtMost(bytes: Buffer, limit: number): Promise<Result<Buffer>> {
  try {
    return ok(await inflate(bytes, { maxOutputLength: limit }));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ERR_BUFFER_TOO_LARGE") return tooLarge();
    if (typeof code === "string" && code.startsWith("Z_")) return refuse("request.malformed", "The body is not whole gzip.");
    throw error;
  }
}
