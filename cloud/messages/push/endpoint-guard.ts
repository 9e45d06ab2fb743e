/**
 * Where a push may go. A browser says itself which address its push service has, so anybody can name any: only https at its own port is
 * taken, of a name that stands for public addresses alone, and those very addresses are connected to. Looked at when a browser
 * subscribes, and again for each message, as a name may stand for something else by then.
 */
import type { LookupAddress } from "node:dns";
import ipaddr from "ipaddr.js";

export const MAX_ENDPOINT_LENGTH = 2_000;

/** Every address of a name; empty: there is no such name. Rejects with HostNotResolved when that could not be learned. */
export type ResolveHost = (host: string, deadline: AbortSignal) => Promise<readonly string[]>;

export type CheckedEndpoint =
  /** `addresses`: the only ones to connect to; null: a named host of a sandbox, wherever it is. */
  | { readonly ok: true; readonly url: URL; readonly addresses: readonly LookupAddress[] | null }
  | { readonly ok: false; readonly why: string };

/** It is not known where the name leads. The message does not have it. */
export class HostNotResolved extends Error {}

export interface EndpointGuard {
  /** Rejects with HostNotResolved. `why` does not repeat the endpoint. */
  check(endpoint: string, deadline: AbortSignal): Promise<CheckedEndpoint>;
}

/** `allowedHosts`: `host:port` of sandboxes, which may be anywhere and without TLS. */
export function createEndpointGuard(resolve: ResolveHost, allowedHosts: readonly string[]): EndpointGuard {
  return {
    async check(endpoint, deadline) {
      const url = endpoint.length <= MAX_ENDPOINT_LENGTH && URL.canParse(endpoint) ? new URL(endpoint) : null;
      if (!url) return { ok: false, why: "it is no URL, or is longer than 2,000 characters" };
      if (allowedHosts.includes(`${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`))
        return { ok: true, url, addresses: null };
      const fault = faultOf(url);
      if (fault !== null) return { ok: false, why: fault };
      const found = await resolve(url.hostname, deadline);
      if (found.length === 0) return { ok: false, why: "its host does not exist" };
      if (!found.every(isPublicAddress)) return { ok: false, why: "its host is not a public one" };
      return { ok: true, url, addresses: found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })) };
    },
  };
}

/** What is wrong with it, whatever its host stands for; the URL parser has made 0x7f.1, 2130706433 and the like into plain addresses. */
function faultOf(url: URL): string | null {
  if (url.protocol !== "https:") return "it is not https";
  if (url.port !== "") return "it has a port of its own";
  if (url.username !== "" || url.password !== "") return "it has a name or a password in it";
  if (url.hash !== "") return "it has a fragment";
  if (ipaddr.isValid(url.hostname.replace(/^\[(.*)\]$/, "$1"))) return "its host is an address instead of a name";
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(url.hostname)) return "its host is no full name";
  return null;
}

/** Whether the address is one that anybody in the internet can be reached at; not what is mapped to or from another one. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  // Beyond 2000::/3 nothing is given out, and ::7f00:1 is an old way to write 127.0.0.1.
  return !(parsed instanceof ipaddr.IPv6) || ((parsed.parts[0] ?? 0) & 0xe000) === 0x2000;
}
