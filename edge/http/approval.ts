/** The manager who approves a command, if a PIN came with it. Whether one is needed is decided in the domain. */
import type { Principal } from "@crema/shared/contract/access";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { StaffMember } from "@crema/shared/domain/store/profile";
import type { Auth } from "./ports.ts";

export function approvalBy(auth: Pick<Auth, "staff">) {
  return async (principal: Principal, pin: string | null): Promise<Result<StaffMember | null>> =>
    pin === null ? ok(null) : auth.staff.approver(principal, pin);
}
