/**
 * Names by DNS alone: /etc/hosts and search domains are this machine's own and name nothing public. Not `dns.lookup`: a name server
 * that never responds would hold one of the four threads that files and cryptography need, too.
 */
import { Resolver } from "node:dns/promises";
import { HostNotResolved, type ResolveHost } from "./endpoint-guard.ts";

const TIMEOUT_MS = 2_000;
const TRIES = 2;
/** The name, or addresses of that family for it, do not exist. */
const ABSENT = new Set(["ENOTFOUND", "ENODATA"]);

/** `servers`: `address:port` of DNS servers; without them those of the machine. */
export function createHostResolver(servers?: readonly string[]): ResolveHost {
  return async (host, deadline) => {
    if (deadline.aborted) throw new HostNotResolved("the host of a push service was not looked up in time");
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    deadline.addEventListener("abort", cancel, { once: true });
    try {
      const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      const addresses = found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
      if (addresses.length > 0) return addresses;
      const failures = found.flatMap((one) => (one.status === "rejected" ? [codeOf(one.reason)] : []));
      if (failures.every((code) => ABSENT.has(code))) return [];
      // Not the error itself: it has the name in it.
      throw new HostNotResolved(`the host of a push service could not be looked up (${failures.join(", ")})`);
    } finally {
      deadline.removeEventListener("abort", cancel);
    }
  };
}

const codeOf = (error: unknown): string => {
  const { code } = error instanceof Error ? (error as Error & { code?: unknown }) : {};
  return typeof code === "string" ? code : "unknown";
};
