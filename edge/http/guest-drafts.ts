/** What a guest's phone may ask (contract/guest-drafts.ts), and the page that asks it. Mounted on the guests' port, beside nothing else. */
import {
  getGuestDraft,
  getGuestMenu,
  getGuestStore,
  holdForGuest,
  quoteGuest,
  withdrawGuestDraft,
} from "@crema/shared/contract/guest-drafts";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import type { Language } from "@crema/shared/domain/store/profile";
import { addressOf } from "@crema/shared/server/client-address";
import { bearerToken } from "@crema/shared/server/cookies";
import { created, idempotencyKey } from "@crema/shared/server/idempotency";
import type { App, Mount } from "@crema/shared/server/mount";
import { networkOf } from "@crema/shared/server/network-of";
import { builtFiles, builtLanguages, builtStyles, filesOfPage, mountPages } from "@crema/shared/server/pages";
import { menuResponse } from "@crema/shared/server/serve-menu";
import type { EdgeCommands, EdgeQueries } from "../ports.ts";
import type { GuestDoor } from "./guest-door.ts";
import { refused } from "./responses.ts";

export interface GuestRoutes {
  readonly commands: Pick<EdgeCommands, "holdForGuest" | "withdrawForGuest">;
  readonly queries: Pick<EdgeQueries, "guestCode" | "guestStore" | "guestMenu" | "guestQuote" | "guestDraft">;
  readonly door: GuestDoor;
  /** How many tickets an address may have waiting. */
  readonly perAddress: number;
}

const PAGE = "guest/index.html";

/** `language`: the store's; null: it has no profile yet. */
export function mountGuestPage(app: App, language: () => Language | null): void {
  const file = builtFiles(import.meta.url, PAGE);
  const languages = builtLanguages(import.meta.url, PAGE, language);
  const [styles, only] = [builtStyles(import.meta.url, PAGE), filesOfPage(import.meta.url, PAGE)];
  mountPages(app, { names: [""], home: PAGE, file, languages, styles, only });
}

export function mountGuest(mount: Mount, { commands, queries, door, perAddress }: GuestRoutes): void {
  const stranger = (code: string): Refusal | null =>
    code === queries.guestCode() ? null : { code: "guest.code_unknown", detail: "Scan the code that hangs in the store." };

  mount(getGuestStore, (c) => {
    const strange = stranger(c.req.valid("header")["store-code"]);
    if (strange) return refused(strange);
    const store = queries.guestStore();
    return store.ok ? c.json(store.value, 200) : refused(store.refusal);
  });

  mount(getGuestMenu, (c) => {
    const menu = queries.guestMenu();
    if (!menu.ok) return refused(menu.refusal);
    const asked = { "if-none-match": c.req.header("if-none-match"), "accept-encoding": c.req.header("accept-encoding") };
    return menuResponse(menu.value, asked, "no-cache");
  });

  mount(quoteGuest, (c) => {
    const strange = stranger(c.req.valid("header")["store-code"]) ?? door.quotes.take(addressOf(c));
    if (strange) return refused(strange);
    const quote = queries.guestQuote(c.req.valid("json"));
    return quote.ok ? c.json(quote.value, 200) : refused(quote.refusal);
  });

  mount(holdForGuest, async (c) => {
    const address = addressOf(c);
    const strange = stranger(c.req.valid("header")["store-code"]) ?? door.drafts.take(address);
    if (strange) return refused(strange);
    const asker = { network: networkOf(address), mayHold: perAddress };
    const held = await commands.holdForGuest(c.req.valid("json"), idempotencyKey(c), asker);
    return held.ok ? created(held.value) : refused(held.refusal);
  });

  mount(getGuestDraft, (c) => {
    const draft = queries.guestDraft(tokenOf(c));
    return draft.ok ? c.json(draft.value, 200) : refused(draft.refusal);
  });

  mount(withdrawGuestDraft, async (c) => {
    const draft = await commands.withdrawForGuest(tokenOf(c));
    return draft.ok ? c.json(draft.value, 200) : refused(draft.refusal);
  });
}

/** Without one it is of no ticket. */
const tokenOf = (c: { readonly req: { header(name: string): string | undefined } }): string =>
  bearerToken(c.req.header("authorization") ?? "") ?? "";
