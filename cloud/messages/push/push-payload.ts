/** What a browser is pushed, as the app's service worker reads it (cloud/web/public/app-worker.js). */
import { z } from "zod";
import type { MessageKind, OutgoingMessage } from "../channel.ts";

/** Read by service workers of earlier releases too, which are replaced when the app is opened next: members are added only. */
export const PushPayload = z.object({
  id: z.string(),
  kind: z.custom<MessageKind>((kind) => typeof kind === "string"),
  title: z.string(),
  body: z.string(),
  /** Notifications with one tag replace each other. */
  tag: z.string(),
  /** Within the app: what a tap opens; null: nothing in particular. */
  path: z.string().nullable(),
});
export type PushPayload = z.infer<typeof PushPayload>;

/** Of the 4,096 bytes that push services take, what is left for the text whatever else there is. */
const MAX_TITLE_BYTES = 400;
const MAX_BODY_BYTES = 2_000;
const MAX_PATH = 500;

export function payloadOf(message: Omit<OutgoingMessage<unknown>, "to">): string {
  const url = message.url === null ? null : new URL(message.url);
  const path = url && `${url.pathname}${url.search}${url.hash}`;
  const payload: PushPayload = {
    id: message.message_id,
    kind: message.kind,
    title: cut(message.title, MAX_TITLE_BYTES),
    body: cut(message.text, MAX_BODY_BYTES),
    tag: message.tag,
    path: path && path.length <= MAX_PATH ? path : null,
  };
  return JSON.stringify(payload);
}

const inJson = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** To as many bytes as JSON has for it, between what a reader sees as characters. */
function cut(text: string, maxBytes: number): string {
  if (inJson(text) <= maxBytes) return text;
  let left = maxBytes - inJson("…");
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    left -= inJson(segment);
    if (left < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
