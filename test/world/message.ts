/** One exchange between a box and the cloud as the line sees it, and the patterns by which a test names it. */
import { gunzipSync } from "node:zlib";
import { JOIN_PATH } from "@crema/sync/protocol/join";
import { UP_PATH } from "@crema/sync/protocol/up";

export interface Message {
  readonly method: string;
  readonly path: string;
  /** The query of a request for a shape. */
  readonly query: URLSearchParams;
  /** The request's body as text, unzipped. */
  readonly request: string;
  /** The response's body as text; null until the cloud has answered. */
  response: string | null;
  status: number | null;
}

export type Pattern = (message: Message) => boolean;

export function readMessage(url: string, init: RequestInit): { message: Message; body: Uint8Array<ArrayBuffer> | null } {
  const { pathname, searchParams } = new URL(url);
  const given = init.body ?? null;
  const body = given === null ? null : new Uint8Array(Buffer.from(given as string | Uint8Array));
  const zipped = new Headers(init.headers).get("content-encoding") === "gzip";
  const request = body === null ? "" : (zipped ? gunzipSync(body) : Buffer.from(body)).toString("utf8");
  return { message: { method: init.method ?? "GET", path: pathname, query: searchParams, request, response: null, status: null }, body };
}

export const anything: Pattern = () => true;
export const at =
  (path: string): Pattern =>
  (message) =>
    message.path === path;
export const challenge = at("/v1/sync/challenge");
export const session = at("/v1/sync/session");
export const join = at(JOIN_PATH);
export const post = at(UP_PATH);
/** A batch with an event of the type in it. */
export const postOf =
  (type: string): Pattern =>
  (message) =>
    post(message) && message.request.includes(`\\"type\\":\\"${type}\\"`);
export const postWithEvents: Pattern = (message) => post(message) && !message.request.includes('"events":[]');
export const shape =
  (table: "store_documents" | "store_inbox"): Pattern =>
  (message) =>
    message.path === "/v1/shape" && (message.query.get("table") ?? "").includes(table);
/** A response of the inbox's shape with a command of the kind in it. Only for faults of a response. */
export const inboxWith =
  (kind: string): Pattern =>
  (message) =>
    shape("store_inbox")(message) && (message.response ?? "").includes(kind);
export const documentsWith =
  (text: string): Pattern =>
  (message) =>
    shape("store_documents")(message) && (message.response ?? "").includes(text);
/** A long poll: it waits at the cloud and keeps nobody from moving time on. */
export const waits: Pattern = (message) => message.query.get("live") === "true";
