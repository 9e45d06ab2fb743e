/** On whose behalf a command runs, for the events. */

import type { Principal } from "@crema/shared/contract/access";
import type { Actor } from "@crema/shared/domain/staff/actor";
import type { Caller } from "../ports.ts";

/** `guestName`: what a guest wants to be called, null otherwise. */
export function callerOf(principal: Principal, guestName: string | null = null): Caller {
  return { principal, actor: actorOf(principal, guestName) };
}

function actorOf(principal: Principal, guestName: string | null): Actor {
  switch (principal.kind) {
    case "customer":
      return { kind: "customer", id: principal.user_id, name: principal.first_name };
    case "anonymous":
    case "order_holder":
      return { kind: "guest", id: null, name: guestName };
    case "operator":
      return { kind: "operator", id: principal.user_id, name: principal.role };
    default:
      throw new Error(`a ${principal.kind} does not act in the cloud`);
  }
}
