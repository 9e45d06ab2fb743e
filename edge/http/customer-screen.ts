/** The guest's screen of a till. Its tablet is no device of the store: it has a cookie of its own, which no other route takes. */
import type { Access } from "@crema/shared/contract/access";
import {
  chooseTip,
  endCustomerScreen,
  getCustomerScreen,
  inviteCustomerScreen,
  joinCustomerScreen,
  showOnCustomerScreen,
} from "@crema/shared/contract/customer-screen";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { bindingsOf } from "@crema/shared/server/bindings";
import { addressOf } from "@crema/shared/server/client-address";
import type { AppEnv, Mount } from "@crema/shared/server/mount";
import { FOREIGN_PAGE, isFromForeignPage } from "@crema/shared/server/origin";
import type { Context } from "hono";
import { cookieToken, DEVICE_COOKIE_MAX_AGE_S, setCookie } from "../auth/cookies.ts";
import type { ScreenOfTill } from "../auth/customer-screens.ts";
import { createRateLimit } from "../auth/rate-limits.ts";
import type { AppDeps } from "./ports.ts";
import { noContent, refused } from "./responses.ts";
import { openSocket } from "./streams/open-streams.ts";

const MINUTE_MS = 60_000;
export const CUSTOMER_SCREEN_STREAM = "/v1/customer-screen/stream";
export const CUSTOMER_TIP_STREAM = "/v1/customer-screen/tips";
export const CUSTOMER_STREAM_ACCESS = {
  [CUSTOMER_SCREEN_STREAM]: getCustomerScreen.access,
  [CUSTOMER_TIP_STREAM]: showOnCustomerScreen.access,
} as const satisfies Record<string, Access>;

const NOT_JOINED: Refusal = { code: "auth.required", detail: "This is no till's screen now. Enter a code of the till." };

export function mountCustomerScreen(mount: Mount, { auth, queries, customerScreens: stream, streams, clock, link }: AppDeps): void {
  const joins = createRateLimit(clock, { times: 20, windowMs: 10 * MINUTE_MS });
  const tips = createRateLimit(clock, { times: 120, windowMs: MINUTE_MS });
  const screens = auth.customerScreens;

  const tillOf = (c: Context<AppEnv>): ScreenOfTill | Refusal => {
    const store = link().store_id;
    const token = store === null ? null : cookieToken(c.req.header("cookie"), "customer", store);
    if (token === null) return NOT_JOINED;
    return isFromForeignPage(c.req.raw) ? FOREIGN_PAGE : (screens.tillOf(token) ?? NOT_JOINED);
  };
  const ownDevice = (c: Context<AppEnv>): string => {
    const { principal } = c.var;
    if (principal.kind !== "device" && principal.kind !== "staff") throw new Error(`a ${principal.kind} has no guest's screen`);
    return principal.device_id;
  };

  mount(showOnCustomerScreen, (c) => {
    stream.show(ownDevice(c), c.req.valid("json"));
    return noContent();
  });
  mount(inviteCustomerScreen, (c) => c.json(screens.invite(ownDevice(c)), 201));
  mount(endCustomerScreen, async (c) => {
    const ended = await screens.end(ownDevice(c));
    return ended.ok ? noContent() : refused(ended.refusal);
  });
  mount(joinCustomerScreen, async (c) => {
    if (isFromForeignPage(c.req.raw)) return refused(FOREIGN_PAGE);
    const tooMany = joins.take(addressOf(c));
    if (tooMany) return refused(tooMany);
    const joined = await screens.join(c.req.valid("json").code);
    if (!joined.ok) return refused(joined.refusal);
    const { store_id } = link();
    if (store_id === null) return refused({ code: "enroll.not_enrolled", detail: "This box does not belong to a store yet." });
    c.header("set-cookie", setCookie("customer", store_id, joined.value.token, DEVICE_COOKIE_MAX_AGE_S));
    return c.json({ till: joined.value.name }, 200);
  });
  mount(getCustomerScreen, (c) => {
    const till = tillOf(c);
    return "code" in till ? refused(till) : c.json({ till: till.name }, 200);
  });
  mount(chooseTip, (c) => {
    const till = tillOf(c);
    if ("code" in till) return refused(till);
    const tooMany = tips.take(addressOf(c));
    if (tooMany) return refused(tooMany);
    const limit = queries.menu()?.profile.settings.tip_limit_cents ?? 0;
    const chosen = stream.choose(till.device_id, c.req.valid("json"), limit);
    return chosen.ok ? noContent() : refused(chosen.refusal);
  });

  mount.raw("get", CUSTOMER_SCREEN_STREAM, CUSTOMER_STREAM_ACCESS[CUSTOMER_SCREEN_STREAM], (c) => {
    const till = tillOf(c);
    if ("code" in till) return refused(till);
    const { upgrade } = bindingsOf(c);
    if (!upgrade) return refused(NO_SOCKET);
    // It ends with its till.
    const till_principal = { kind: "device", device_kind: "pos", store_id: link().store_id ?? "", ...till } as const;
    upgrade.accept = (ws) => stream.joinScreen(openSocket(ws, till_principal, streams), till.device_id);
    return new Response(null);
  });
  mount.raw("get", CUSTOMER_TIP_STREAM, CUSTOMER_STREAM_ACCESS[CUSTOMER_TIP_STREAM], (c) => {
    const { upgrade } = bindingsOf(c);
    if (!upgrade) return refused(NO_SOCKET);
    const { principal } = c.var;
    const deviceId = ownDevice(c);
    upgrade.accept = (ws) => stream.joinTill(openSocket(ws, principal, streams), deviceId);
    return new Response(null);
  });
}

const NO_SOCKET: Refusal = { code: "request.upgrade_required", detail: "Open this with a WebSocket." };
