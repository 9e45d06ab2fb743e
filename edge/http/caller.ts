/** On whose behalf a command runs, for the events. A manager who approves by PIN is named, not the requester. */

import type { Principal } from "@crema/shared/contract/access";
import type { Actor } from "@crema/shared/domain/staff/actor";
import type { StaffMember } from "@crema/shared/domain/store/profile";
import type { Caller } from "../ports.ts";

/** `approver`: the manager whose PIN came with the command. A signed-in manager approves by doing it. */
export function callerOf(principal: Principal, approver: StaffMember | null = null): Caller {
  const actor = actorOf(principal);
  if (approver) {
    const name = actor.name && actor.id !== approver.staff_id ? `${approver.name} for ${actor.name}` : approver.name;
    return { principal, actor: { kind: "manager_approval", id: approver.staff_id, name: name.slice(0, 80) }, managerApproved: true };
  }
  return { principal, actor, managerApproved: principal.kind === "staff" && principal.role === "manager" };
}

function actorOf(principal: Principal): Actor {
  switch (principal.kind) {
    case "device":
      return { kind: "device", id: principal.device_id, name: principal.name };
    case "staff":
      return { kind: "staff", id: principal.staff_id, name: principal.name };
    case "box_operator":
      return { kind: "operator", id: null, name: "on the box" };
    default:
      throw new Error(`a ${principal.kind} does not act at a store`);
  }
}
