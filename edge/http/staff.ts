/** Signing in and out by PIN, and who a token stands for. Browsers get the token as a cookie, programs read it in the body. */
import type { Principal } from "@crema/shared/contract/access";
import { signIn, signOut, whoAmI } from "@crema/shared/contract/staff";
import { TILL_LOCKS_AFTER_S } from "@crema/shared/domain/store/defaults";
import { cardReference, type Language, type ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Mount } from "@crema/shared/server/mount";
import { staffTokenOf } from "../auth/authenticate.ts";
import { setCookie } from "../auth/cookies.ts";
import type { AppDeps } from "./ports.ts";
import { noContent, refused } from "./responses.ts";

export function mountStaff(mount: Mount, { auth, clock, queries }: AppDeps): void {
  mount(signIn, async (c) => {
    const { principal } = c.var;
    if (!isOnDevice(principal)) return refused({ code: "auth.forbidden", detail: "Staff sign in on a device." });
    const signedIn = await auth.staff.signIn(principal, c.req.valid("json").pin);
    if (!signedIn.ok) return refused(signedIn.refusal);
    const { token, expires_at } = signedIn.value;
    c.header("set-cookie", setCookie("staff", principal.store_id, token, (Date.parse(expires_at) - clock.now()) / 1000));
    return c.json(signedIn.value, 200);
  });

  mount(signOut, async (c) => {
    const { principal } = c.var;
    const token = isOnDevice(principal) ? staffTokenOf(c, principal.store_id) : null;
    if (!isOnDevice(principal) || token === null) return refused({ code: "auth.required", detail: "Nobody is signed in." });
    const ended = await auth.staff.signOut(token);
    if (!ended.ok) return refused(ended.refusal);
    return noContent([["set-cookie", setCookie("staff", principal.store_id, "", 0)]]);
  });

  mount(whoAmI, (c) => {
    const { principal } = c.var;
    const profile = queries.menu()?.profile;
    const settings = profile?.settings;
    const rules = {
      card_reference: cardReference(settings),
      card_reference_required: cardReference(settings) === "REQUIRED",
      cash_rounding_cents: settings?.cash_rounding_cents ?? null,
      is_cash_free: settings?.is_cash_free ?? false,
      locks_after_s: (settings?.till_locks_after_s ?? TILL_LOCKS_AFTER_S) || null,
      has_customer_screen: isOnDevice(principal) && auth.customerScreens.hasScreen(principal.device_id),
    };
    if (!isOnDevice(principal)) {
      return c.json({ kind: principal.kind, store_id: storeOf(principal), device: null, staff: null, ...rules }, 200);
    }
    const { device_id, device_kind, store_id } = principal;
    const name = auth.devices.byId(device_id)?.name ?? "";
    const staff = principal.kind === "staff" ? { ...memberOf(principal), language: languageOf(profile, principal.staff_id) } : null;
    return c.json({ kind: principal.kind, store_id, device: { device_id, kind: device_kind, name }, staff, ...rules }, 200);
  });
}

const memberOf = ({ staff_id, name, role }: Extract<Principal, { kind: "staff" }>) => ({ staff_id, name, role });

const languageOf = (profile: Pick<ProfileDocument, "staff"> | undefined, staffId: string): Language | null =>
  profile?.staff.find((member) => member.staff_id === staffId)?.language ?? null;

function isOnDevice(principal: Principal): principal is Extract<Principal, { kind: "device" | "staff" }> {
  return principal.kind === "device" || principal.kind === "staff";
}

function storeOf(principal: Principal): string | null {
  return principal.kind === "box_operator" ? principal.store_id : null;
}
