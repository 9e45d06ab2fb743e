/**
 * Ends mails about orders to an address, by the link in each of them: a mail program's one click (RFC 8058) posts to it, a person gets a
 * page with a button. Opening the link alone changes nothing, because programs that look through mail open links.
 */
import type { Access } from "@crema/shared/contract/access";
import { escapeHtml } from "@crema/shared/domain/receipt/html";
import { languageWanted } from "@crema/shared/server/asked-language";
import type { AppEnv, Mount } from "@crema/shared/server/mount";
import type { Context } from "hono";
import { UNSUBSCRIBE_PATH } from "../messages/links.ts";
import type { MessageWords } from "../messages/texts/message-words.ts";
import { wordsIn } from "../messages/texts/words-in.ts";
import type { RouteDeps } from "./ports.ts";

const ANYBODY = { anonymous: true, store: "none" } as const satisfies Access;

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  // The address of this page can end somebody's mails: no other site is told it.
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

export function mountUnsubscribeRoutes(mount: Mount, { commands, unsubscribeIndex }: RouteDeps): void {
  mount.raw("get", UNSUBSCRIBE_PATH, ANYBODY, (c) => {
    const { words, token, index } = asked(c);
    if (index === null) return page(words, words.unsubscribePage.wrong, null, 404);
    return page(words, words.unsubscribePage.question, { token, undo: false, label: words.unsubscribePage.action });
  });

  mount.raw("post", UNSUBSCRIBE_PATH, ANYBODY, async (c) => {
    const { words, token, index } = asked(c);
    const { wrong, done, undone, undo, action } = words.unsubscribePage;
    if (index === null) return page(words, wrong, null, 404);
    const isUndo = c.req.query("undo") === "1";
    await commands.stopMails(index, isUndo);
    return page(words, isUndo ? undone : done, { token, undo: !isUndo, label: isUndo ? action : undo });
  });

  const asked = (c: Context<AppEnv>) => {
    const token = c.req.query("token") ?? "";
    return { words: wordsIn(languageWanted((name) => c.req.header(name)) ?? "en"), token, index: unsubscribeIndex(token) };
  };
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:2rem 1rem;color-scheme:light dark}button{font:inherit;padding:.75rem 1.25rem;min-height:44px}";

interface Button {
  readonly token: string;
  readonly undo: boolean;
  readonly label: string;
}

function page({ locale, unsubscribePage: { title } }: MessageWords, text: string, button: Button | null, status = 200): Response {
  const action = button && `${UNSUBSCRIBE_PATH}?token=${encodeURIComponent(button.token)}${button.undo ? "&undo=1" : ""}`;
  const form =
    button && action ? `<form method="post" action="${escapeHtml(action)}"><button>${escapeHtml(button.label)}</button></form>` : "";
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style>`;
  const body = `<main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${form}</main>`;
  return new Response(`<!doctype html><html lang="${locale.slice(0, 2)}"><head>${head}</head><body>${body}</body></html>\n`, {
    status,
    headers: HEADERS,
  });
}
