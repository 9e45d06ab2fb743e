/**
 * Pairing, and the list of devices. Anyone on the LAN may begin a pairing, so beginning and claiming are rate-limited per
 * address.
 */
import type { Principal } from "@crema/shared/contract/access";
import {
  approvePairing,
  beginPairing,
  claimPairing,
  keepDevice,
  listDevices,
  listPairings,
  lookAtPairing,
  revokeDevice,
  rotateDevice,
  unlockDevice,
} from "@crema/shared/contract/devices";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { addressOf, isLoopback } from "@crema/shared/server/client-address";
import { bearerToken } from "@crema/shared/server/cookies";
import type { Mount } from "@crema/shared/server/mount";
import { cookieToken, DEVICE_COOKIE_MAX_AGE_S, setCookie } from "../auth/cookies.ts";
import { createRateLimit } from "../auth/rate-limits.ts";
import type { AppDeps } from "./ports.ts";
import { noContent, refused } from "./responses.ts";

const MINUTE_MS = 60_000;

export function mountDevices(mount: Mount, { auth, clock, link }: AppDeps): void {
  const begins = createRateLimit(clock, { times: 20, windowMs: 10 * MINUTE_MS });
  const claims = createRateLimit(clock, { times: 120, windowMs: MINUTE_MS });

  mount(beginPairing, async (c) => {
    const address = addressOf(c);
    const tooMany = begins.take(address);
    if (tooMany && !isLoopback(address)) return refused(tooMany);
    const { kind, name } = c.req.valid("json");
    const begun = await auth.pairing.begin(kind, name, address);
    return begun.ok ? c.json(begun.value, 201) : refused(begun.refusal);
  });

  mount(listPairings, (c) => c.json({ pairings: auth.pairing.waiting() }, 200));

  mount(lookAtPairing, (c) => {
    const tooMany = claims.take(addressOf(c));
    if (tooMany) return refused(tooMany);
    const looked = auth.pairing.look(c.req.valid("param").pairing_id, c.req.valid("json").claim_secret);
    return looked.ok ? c.json(looked.value, 200) : refused(looked.refusal);
  });

  mount(approvePairing, async (c) => {
    const approver = await approverName(c.var.principal, c.req.valid("json").manager_pin);
    if (!approver.ok) return refused(approver.refusal);
    const approved = await auth.pairing.approve(c.req.valid("param").code, approver.value);
    return approved.ok ? noContent() : refused(approved.refusal);
  });

  mount(claimPairing, async (c) => {
    const tooMany = claims.take(addressOf(c));
    if (tooMany) return refused(tooMany);
    const { store_id: store } = link();
    const before = store === null ? null : cookieToken(c.req.header("cookie"), "device", store);
    const claimed = await auth.pairing.claim(c.req.valid("param").pairing_id, c.req.valid("json").claim_secret, before);
    if (!claimed.ok) return refused(claimed.refusal);
    c.header("set-cookie", setCookie("device", claimed.value.store_id, claimed.value.token, DEVICE_COOKIE_MAX_AGE_S));
    return c.json(claimed.value, 200);
  });

  mount(keepDevice, (c) => {
    const principal = c.var.principal;
    const token = bearerToken(c.req.header("authorization") ?? "");
    if (principal.kind !== "device" || !token)
      return refused({ code: "auth.required", detail: "Send the device's token in Authorization." });
    const { device_id, store_id, device_kind: kind } = principal;
    c.header("set-cookie", setCookie("device", store_id, token, DEVICE_COOKIE_MAX_AGE_S));
    return c.json({ device_id, store_id, kind }, 200);
  });

  mount(listDevices, (c) => c.json({ devices: auth.devices.list() }, 200));

  mount(unlockDevice, async (c) => {
    const unlocked = await auth.devices.unlock(c.req.valid("param").device_id);
    return unlocked.ok ? noContent() : refused(unlocked.refusal);
  });

  mount(rotateDevice, async (c) => {
    const rotated = await auth.devices.rotate(c.req.valid("param").device_id);
    const { store_id } = link();
    if (store_id === null) return refused({ code: "enroll.not_enrolled", detail: "This box does not belong to a store yet." });
    return rotated.ok ? c.json({ ...rotated.value, store_id }, 200, { "cache-control": "no-store" }) : refused(rotated.refusal);
  });

  mount(revokeDevice, async (c) => {
    const revoked = await auth.devices.revoke(c.req.valid("param").device_id);
    return revoked.ok ? c.json(revoked.value, 200) : refused(revoked.refusal);
  });

  async function approverName(principal: Principal, pin: string | null): Promise<Result<string>> {
    if (principal.kind === "box_operator") return ok("box operator");
    if (pin === null) {
      if (principal.kind === "staff" && principal.role === "manager") return ok(principal.staff_id);
      return refuse("auth.manager_required", "Letting a device in takes a manager's PIN.", {
        fields: [{ field: "/manager_pin", message: "required" }],
      });
    }
    const manager = await auth.staff.approver(principal, pin);
    return manager.ok ? ok(manager.value.staff_id) : manager;
  }
}
