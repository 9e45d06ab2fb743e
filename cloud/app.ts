/**
 * The cloud's HTTP application, put together from its contracts. It opens no sockets: main.ts listens, tests call
 * `app.request()`. Pitfall: the order of registration. The menu comes before the middleware that runs for each request;
 * every other route goes through the one mount, which checks who may call it.
 */

import { OF_THE_CLOUD } from "@crema/shared/contract/refusals";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { addressOf } from "@crema/shared/server/client-address";
import { defaultHeaders } from "@crema/shared/server/default-headers";
import { notFoundFor } from "@crema/shared/server/known-paths";
import { type App, type Authenticate, createApp, createMount, type Mount } from "@crema/shared/server/mount";
import { onError } from "@crema/shared/server/problem";
import { observe } from "@crema/shared/server/request-log";
import type { SocketHandler } from "@crema/shared/server/serve-menu";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { verifyAccessToken } from "./auth/access-token.ts";
import { createPrincipalOf } from "./auth/authenticate.ts";
import { createBoxSessions } from "./auth/box-session.ts";
import { MissingKey } from "./auth/contact-cipher.ts";
import { createRateLimiter } from "./auth/rate-limits.ts";
import { endedSessions } from "./auth/sessions.ts";
import { classifyDatabaseError } from "./db/database.ts";
import { messageBacklog } from "./db/messages.ts";
import { mountBooksRoutes } from "./http/books.ts";
import { mountBoxRoutes } from "./http/boxes.ts";
import { mountCustomerSpendRoutes } from "./http/customer-spend.ts";
import { mountCustomerRoutes } from "./http/customers.ts";
import { mountEnrolmentRoutes } from "./http/enrolment.ts";
import { mountEventRoutes } from "./http/events.ts";
import { mountExceptionRoutes } from "./http/exceptions.ts";
import { mountHandInRoutes } from "./http/hand-in.ts";
import { mountHqCustomerRoutes } from "./http/hq-customers.ts";
import { menuBeforeApp, mountMenuRoutes, respondWithMenu } from "./http/menu.ts";
import { mountMessageRoutes } from "./http/messages.ts";
import { createMetrics } from "./http/metrics.ts";
import { mountOperationsRoutes } from "./http/operations.ts";
import { mountStreamRoutes } from "./http/order-stream.ts";
import { mountOrderRoutes } from "./http/orders.ts";
import { mountOrdersAcrossStoresRoutes } from "./http/orders-across-stores.ts";
import { mountCloudPages } from "./http/pages.ts";
import { mountPastOrderRoutes } from "./http/past-orders.ts";
import { mountPaymentRoutes } from "./http/payments.ts";
import { mountPictureRoutes } from "./http/pictures.ts";
import type { RouteDeps } from "./http/ports.ts";
import { mountPushSubscriptionRoutes } from "./http/push-subscriptions.ts";
import { mountQuarantineRoutes } from "./http/quarantine.ts";
import { mountSalesRoutes } from "./http/sales.ts";
import { mountSessionRoutes } from "./http/sessions.ts";
import { mountSignInRoutes } from "./http/sign-in.ts";
import { mountSlotRoutes } from "./http/slots.ts";
import { mountStoreCurrencyRoutes } from "./http/store-currency.ts";
import { mountStoreDayRoutes } from "./http/store-days.ts";
import { mountStoreLinkRoutes } from "./http/store-links.ts";
import { mountStoreOrderRoutes } from "./http/store-orders.ts";
import { mountStoreSlotRoutes } from "./http/store-slots.ts";
import { mountStoreRoutes } from "./http/stores.ts";
import { createOrderFeed } from "./http/streams/order-feed.ts";
import { createOrderStreams } from "./http/streams/order-stream.ts";
import { createSessionWatch } from "./http/streams/session-watch.ts";
import { createStreamAdmission } from "./http/streams/stream-admission.ts";
import { mountSubstituteRoutes } from "./http/substitutes.ts";
import { mountSyncRoutes } from "./http/sync.ts";
import { mountUnsubscribeRoutes } from "./http/unsubscribe.ts";
import { verifyUnsubscribeToken } from "./messages/unsubscribe-token.ts";
import type { RateLimits } from "./settings.ts";

type Given =
  | "commands"
  | "queries"
  | "changeNotifier"
  | "payments"
  | "pool"
  | "certificates"
  | "ingest"
  | "join"
  | "handIn"
  | "shape"
  | "clock"
  | "timers"
  | "newId"
  | "randomBytes"
  | "log"
  | "secureCookies"
  | "pushKey"
  | "messageChannels"
  | "trustedProxies"
  | "closing";

export interface AppDeps extends Pick<RouteDeps, Given> {
  readonly pool: Pool;
  readonly log: Logger;
  /** CREMA_SECRET: the orders' tokens are derived from it. */
  readonly secret: Uint8Array;
  readonly limits: RateLimits;
  readonly metricsToken?: string | null;
  /** CREMA_STREAMS. */
  readonly mostStreams: number;
  /** Why the service cannot serve now, null when it can. */
  readonly notReady: () => Promise<string | null>;
}

export interface CloudApp {
  readonly app: App;
  /** What a server asks before the app. */
  readonly beforeApp: SocketHandler;
  readonly deps: RouteDeps;
}

/** Another node seals with a key that this one lacks. Only who runs it can mend that, so it is logged as well. */
function classifyMissingKey(err: unknown, log: Logger): Refusal | null {
  if (!(err instanceof MissingKey)) return null;
  log.error({ err }, "a contact key is missing");
  return {
    code: "service.unavailable",
    detail:
      "This node of the service has not been given the key of some contact data. Whoever runs it has to add the key and restart it; nothing is lost.",
    retry_after_s: 60,
  };
}

/** The routes of each resource, from the file of its name. */
const RESOURCES: readonly ((mount: Mount, deps: RouteDeps) => void)[] = [
  mountStoreRoutes,
  mountSlotRoutes,
  mountMenuRoutes,
  mountPictureRoutes,
  mountOrderRoutes,
  mountSubstituteRoutes,
  mountPastOrderRoutes,
  mountPaymentRoutes,
  mountStreamRoutes,
  mountSessionRoutes,
  mountSignInRoutes,
  mountCustomerRoutes,
  mountPushSubscriptionRoutes,
  mountHqCustomerRoutes,
  mountEnrolmentRoutes,
  mountBoxRoutes,
  mountSyncRoutes,
  mountHandInRoutes,
  mountStoreCurrencyRoutes,
  mountStoreLinkRoutes,
  mountStoreOrderRoutes,
  mountStoreSlotRoutes,
  mountStoreDayRoutes,
  mountBooksRoutes,
  mountSalesRoutes,
  mountOrdersAcrossStoresRoutes,
  mountCustomerSpendRoutes,
  mountEventRoutes,
  mountExceptionRoutes,
  mountMessageRoutes,
  mountUnsubscribeRoutes,
  mountQuarantineRoutes,
];

export function createCloudApp(given: AppDeps): CloudApp {
  const { pool, clock, timers, log, queries, changeNotifier } = given;
  const feed = createOrderFeed({
    queries,
    changeNotifier,
    timers,
    onError: (err) => log.warn({ err }, "an order's changes could not be read"),
  });
  const metrics = createMetrics({
    followers: () => feed.followers(),
    poolTotal: () => pool.totalCount,
    poolWaiting: () => pool.waitingCount,
    messages: () => messageBacklog(pool, given.messageChannels, clock.now()),
  });
  const boxes = createBoxSessions(pool, given.randomBytes, given.certificates);
  const sessions = createSessionWatch({
    ended: (ids) => endedSessions({ pool, clock }, ids),
    timers,
    onError: (err) => log.warn({ err }, "it could not be seen whose sign-in is over"),
  });
  const streams = createOrderStreams({ feed, sessions, clock, timers });
  const orderOfToken = (token: string) => verifyAccessToken(given.secret, token);
  const unsubscribeIndex = (token: string) => verifyUnsubscribeToken(given.secret, token);
  const deps: RouteDeps = {
    ...given,
    streams,
    streamAdmission: createStreamAdmission({ open: () => feed.followers(), most: given.mostStreams, clock }),
    metrics,
    boxes,
    limiter: createRateLimiter(given.limits),
    orderOfToken,
    unsubscribeIndex,
  };

  const principalOf = createPrincipalOf({ pool, clock, secret: given.secret, metricsToken: given.metricsToken ?? null, boxes });
  const authenticate: Authenticate = (c, isOpen) => {
    const address = addressOf(c, given.trustedProxies);
    return isOpen ? { kind: "anonymous", address } : principalOf(c.req.raw, address);
  };

  const app = createApp();
  app.onError(
    onError(
      (error) => classifyMissingKey(error, log) ?? classifyDatabaseError(error),
      (err, c) => log.error({ err, request_id: c.get("request_id"), path: c.req.path }, "unexpected error"),
    ),
  );
  app.get("/v1/stores/:store_id/menu", (c) => respondWithMenu(deps, c.req.param("store_id"), c));
  app.use(defaultHeaders);
  app.use("*", observe({ log, clock, countRequest: metrics.request, newRequestId: given.newId, takesGivenId: true }));

  const mount = createMount(app, authenticate, OF_THE_CLOUD);
  for (const mountRoutes of RESOURCES) mountRoutes(mount, deps);
  mountCloudPages(app, given.payments?.provider.forBrowsers ?? null);
  mountOperationsRoutes(app, mount, deps, given.notReady);
  app.notFound(notFoundFor(app.routes));
  given.closing.addEventListener(
    "abort",
    () => {
      feed.stop();
      streams.stop();
      sessions.stop();
    },
    { once: true },
  );
  return { app, beforeApp: menuBeforeApp(deps), deps };
}
