/** A typed client for the server that the page came from. The token is a cookie, which the browser sends by itself. */
import { hc } from "hono/client";
import type { BrowserPorts } from "../ports.ts";
import type { ApiOf } from "./routes.ts";

/** A request that takes longer than this counts as having no response. */
const RESPONSE_TIMEOUT_MS = 15_000;

export type Client<Module> = ReturnType<typeof hc<ApiOf<Module>>>;

/** `headers` is called for each request, for pages that hold their own token. */
export function createClient<Module>(ports: BrowserPorts, headers: () => Record<string, string> = () => ({})): Client<Module> {
  const timed: typeof fetch = (input, init) => {
    const limit = new AbortController();
    const abort = () => limit.abort();
    init?.signal?.addEventListener("abort", abort, { once: true });
    const timer = ports.timers.after(RESPONSE_TIMEOUT_MS, abort);
    return ports.fetch(input, { ...init, signal: limit.signal }).finally(() => {
      timer.cancel();
      init?.signal?.removeEventListener("abort", abort);
    });
  };
  return hc<ApiOf<Module>>(ports.origin, { fetch: timed, headers });
}
