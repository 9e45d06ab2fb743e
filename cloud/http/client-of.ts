/** The client's address of a request, for rate limits and the principal of a guest. */
import type { AppEnv } from "@crema/shared/server/mount";
import type { Context } from "hono";
import { clientAddress } from "../auth/client-address.ts";
import { bindingsOf } from "./bindings.ts";

export function addressOf(c: Context<AppEnv>, trustedProxies: number): string {
  return clientAddress(bindingsOf(c).incoming?.socket.remoteAddress, c.req.header("x-forwarded-for"), trustedProxies);
}
