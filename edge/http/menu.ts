/**
 * The menu and what is sold out. The menu's body is made once per change and sent as bytes; most requests are answered 304.
 * Easy to get wrong: encoding 60 KB of text again for each request.
 */
import { getMenu, setAvailability } from "@crema/shared/api/staff";
import type { Mount } from "@crema/shared/http/mount";
import type { MenuInForce } from "../ports.ts";
import { refused } from "./answers.ts";
import { byOf } from "./by.ts";
import { isUnchanged } from "./conditional.ts";
import type { AppPorts } from "./ports.ts";

/** Always ask again: what is sold out changes from one minute to the next, and asking costs a 304. */
const CACHE = "no-cache";

export function mountMenu(mount: Mount, { commands, queries }: AppPorts): void {
  const bytesOf = bodyBytes();

  mount(getMenu, (c) => {
    const identity = queries.identity();
    if (identity && identity.store_id !== c.req.param("store_id")) {
      return refused({ code: "store.not_found", detail: `This is the box of store ${identity.store_id}.` });
    }
    const inForce = queries.menu();
    if (!inForce) return refused({ code: "store.not_ready", detail: "The box has no menu or profile yet.", retry_after_s: 5 });
    const { etag } = inForce;
    if (isUnchanged(c.req.header("if-none-match"), etag)) {
      return new Response(null, { status: 304, headers: { etag, "cache-control": CACHE } }) as never;
    }
    return new Response(bytesOf(inForce), { headers: { "content-type": "application/json", etag, "cache-control": CACHE } }) as never;
  });

  mount(setAvailability, async (c) => {
    const { store_id, item_id } = c.req.valid("param");
    const { is_available } = c.req.valid("json");
    const set = await commands.setAvailability(item_id, is_available, byOf(c.var.principal));
    return set.ok ? c.json({ store_id, item_id, is_available, sold_out_revision: set.value.revision }, 200) : refused(set.refusal);
  });
}

function bodyBytes(): (menu: MenuInForce) => Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  let text: string | null = null;
  let bytes = new Uint8Array();
  return ({ body }) => {
    if (body !== text) {
      text = body;
      bytes = encoder.encode(body);
    }
    return bytes;
  };
}
