/**
 * The menu and what is sold out. The menu's body is made once per change, and is the most asked for.
 * Asking costs little: the way for strangers touches no database, builds no Headers, validates nothing; whoever wants no gzip
 * gets the text, because Node sends a short head and a text in one piece, but bytes in two.
 */
import { getMenu, setAvailability } from "@crema/shared/api/staff";
import { isUnchanged } from "@crema/shared/http/conditional";
import { EVERYWHERE } from "@crema/shared/http/headers";
import type { App, Mount } from "@crema/shared/http/mount";
import { wantsGzip, zippedBody } from "@crema/sync/gzip";
import type { MenuInForce } from "../ports.ts";
import { refused } from "./answers.ts";
import { bindingsOf } from "./bindings.ts";
import { byOf } from "./by.ts";
import type { AppPorts } from "./ports.ts";

/** Always ask again: what is sold out changes from one minute to the next, and asking costs a 304. */
const CACHE = "no-cache";

/** To be mounted first. Answers what the contract's route would answer to somebody without a token, with much less ado. */
export function mountMenuForStrangers(app: App, { queries, metrics, clock }: AppPorts): void {
  const path = getMenu.getRoutingPath();
  app.get(path, (c, next) => {
    const headers = bindingsOf(c).incoming?.headers;
    if (!headers || headers.authorization !== undefined || headers.cookie !== undefined) return next();
    const begun = clock.monotonic();
    const inForce = queries.identity()?.store_id === c.req.param("store_id") ? queries.menu() : null;
    if (!inForce) return next();
    const response = answerMenu(inForce, headers["if-none-match"], headers["accept-encoding"]);
    const counted = (answer: Response) => {
      metrics.request("GET", path, answer.status, clock.monotonic() - begun);
      return answer;
    };
    return response instanceof Promise ? response.then(counted) : Promise.resolve(counted(response));
  });
}

export function mountMenu(mount: Mount, { commands, queries }: AppPorts): void {
  mount(getMenu, (c) => {
    const identity = queries.identity();
    if (identity && identity.store_id !== c.req.param("store_id")) {
      return refused({ code: "store.not_found", detail: `This is the box of store ${identity.store_id}.` });
    }
    const inForce = queries.menu();
    if (!inForce) return refused({ code: "store.not_ready", detail: "The box has no menu or profile yet.", retry_after_s: 5 });
    return answerMenu(inForce, c.req.header("if-none-match"), c.req.header("accept-encoding")) as never;
  });

  mount(setAvailability, async (c) => {
    const { store_id, item_id } = c.req.valid("param");
    const { is_available } = c.req.valid("json");
    const set = await commands.setAvailability(item_id, is_available, byOf(c.var.principal));
    return set.ok ? c.json({ store_id, item_id, is_available, sold_out_revision: set.value.revision }, 200) : refused(set.refusal);
  });
}

function answerMenu(
  inForce: MenuInForce,
  ifNoneMatch: string | undefined,
  acceptEncoding: string | string[] | undefined,
): Response | Promise<Response> {
  const { body, etag } = inForce;
  const headers = { ...EVERYWHERE, etag, "cache-control": CACHE, vary: "accept-encoding" };
  if (isUnchanged(ifNoneMatch, etag)) return new Response(null, { status: 304, headers });
  const type = { "content-type": "application/json" };
  if (!wantsGzip(String(acceptEncoding ?? ""), body)) return new Response(body, { headers: { ...headers, ...type } });
  // The zipped bytes are another representation: the validator is weak.
  const zipped = (bytes: Uint8Array<ArrayBuffer>) =>
    new Response(bytes, { headers: { ...headers, ...type, etag: `W/${etag}`, "content-encoding": "gzip" } });
  const bytes = zippedBody(inForce);
  return bytes instanceof Promise ? bytes.then(zipped) : zipped(bytes);
}
