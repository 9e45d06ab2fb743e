/** The body of a request, and no more of it than a limit: checked on what really arrives, whatever content-length says. */
import type { HonoRequest, MiddlewareHandler } from "hono";
import { ok, type Refusal, type Result, refuse } from "../domain/kernel/errors.ts";
import { cleanJson, mayHoldOddText, ODD_TEXT } from "../domain/kernel/text.ts";
import { problemResponse } from "./problem.ts";

export const isJson = (contentType: string): boolean => /^application\/json\s*(;|$)/i.test(contentType);

/** null when there is more; the rest is not read. */
export async function readAtMost(request: Request, limit: number): Promise<Buffer | null> {
  if (Number(request.headers.get("content-length") ?? "0") > limit) return null;
  if (!request.body) return Buffer.alloc(0);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    parts.push(part.value);
  }
  return Buffer.concat(parts, size);
}

/** JSON only, so many bytes at most, well-formed, and with clean texts. */
export const boundedJson =
  (most: number): MiddlewareHandler =>
  async (c, next) => {
    const type = c.req.header("content-type") ?? "";
    if (!isJson(type)) {
      return problemResponse({
        code: "request.unsupported_media_type",
        detail: `Send application/json, not ${type.slice(0, 80) || "nothing"}.`,
      });
    }
    const charset = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(type)?.[1] ?? "utf-8";
    if (!/^utf-?8$/i.test(charset)) {
      return problemResponse({ code: "request.unsupported_media_type", detail: `JSON is read as UTF-8 alone, not as ${charset}.` });
    }
    const coding = c.req.header("content-encoding") ?? "identity";
    if (coding.toLowerCase() !== "identity") {
      return problemResponse({ code: "request.unsupported_media_type", detail: `Send the body as it is, not as ${coding.slice(0, 40)}.` });
    }
    let text: string | null;
    try {
      text = await readBody(c.req, most);
    } catch {
      // Whoever sent it has gone: no fault of ours, and nobody reads this.
      return problemResponse({ code: "request.malformed", detail: "The body did not arrive whole." });
    }
    if (text === null) return problemResponse({ code: "request.too_large", detail: `At most ${most} bytes.` });
    const clean = readJson(text);
    if (!clean.ok) return problemResponse(clean.refusal);
    // The validator reads the text from here; the stream is used up.
    Object.assign(c.req.bodyCache, { text: Promise.resolve(clean.value) });
    await next();
  };

/** null when there is more. Rejects when the connection ends before the body does. */
async function readBody(req: HonoRequest, most: number): Promise<string | null> {
  const declared = req.header("content-length");
  if (declared === undefined) return readText(req.raw, most);
  return Number(declared) > most ? null : bounded(await req.text(), most);
}

/** Nothing says how long it is: it is read bit by bit. */
async function readText(request: Request, most: number): Promise<string | null> {
  const bytes = await readAtMost(request, most);
  return bytes && new TextDecoder().decode(bytes);
}

/** A UTF-16 unit is at most three bytes of UTF-8: short texts need no counting. */
function bounded(text: string, most: number): string | null {
  return text.length * 3 > most && Buffer.byteLength(text) > most ? null : text;
}

/** What a reader puts where bytes are no UTF-8; nobody types it, so a text that holds it has been spoiled on its way. */
const REPLACEMENT = "\uFFFD";

/** Deeper than any body of a contract; what is looked at member by member would else take more stack than there is. */
const MAX_DEPTH = 64;

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((member) => isDeeper(member, depth - 1));
}

function readJson(text: string): Result<string> {
  if (text.includes(REPLACEMENT)) return refuse("request.malformed", "The body is not UTF-8, or a text in it was spoiled before.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("request.malformed", "The body is not well-formed JSON.");
  }
  if (!mayHoldOddText(text)) return ok(text);
  if (isDeeper(value, MAX_DEPTH)) return refuse("request.malformed", `The body is nested more than ${MAX_DEPTH} deep.`);
  const clean = cleanJson(value);
  return clean.ok ? ok(JSON.stringify(clean.value)) : { ok: false, refusal: oddText(clean.path) };
}

export const oddText = (field: string): Refusal => {
  const fault = { field: field || "/", message: ODD_TEXT };
  return { code: "request.invalid", detail: `${fault.field}: ${fault.message}`, fields: [fault] };
};
