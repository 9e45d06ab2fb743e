/**
 * The box's HTTP application, made from contracts and ports; no socket is opened here. The order of mounting matters: the
 * observing middleware comes first, the documents and the 404 last, because they are made from what is mounted.
 */
import { OF_A_BOX } from "@crema/shared/contract/refusals";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { defaultHeaders } from "@crema/shared/server/default-headers";
import { notFoundFor } from "@crema/shared/server/known-paths";
import { type App, createApp, createMount } from "@crema/shared/server/mount";
import { onError } from "@crema/shared/server/problem";
import { observe } from "@crema/shared/server/request-log";
import { mountAppOrders } from "./http/app-orders.ts";
import { mountClock } from "./http/clock.ts";
import { mountCustomerScreen } from "./http/customer-screen.ts";
import { mountDevices } from "./http/devices.ts";
import { mountDrafts } from "./http/drafts.ts";
import { mountDrawer } from "./http/drawer.ts";
import { mountEarlierOrders } from "./http/earlier-orders.ts";
import { mountGuestSheet } from "./http/guest-sheet.ts";
import { mountLines } from "./http/lines.ts";
import { mountLink } from "./http/link.ts";
import { mountMenu } from "./http/menu.ts";
import { mountMoney } from "./http/money.ts";
import { mountOperations } from "./http/operations.ts";
import { mountOrderStream } from "./http/order-stream.ts";
import { mountOrders } from "./http/orders.ts";
import { mountStorePages } from "./http/pages.ts";
import { mountPictures } from "./http/pictures.ts";
import type { AppDeps } from "./http/ports.ts";
import { mountQueue } from "./http/queue.ts";
import { mountReceiptMail } from "./http/receipt-mail.ts";
import { mountRefundRequests } from "./http/refund-requests.ts";
import { mountRelog } from "./http/relog.ts";
import { mountSlots } from "./http/slots.ts";
import { mountStaff } from "./http/staff.ts";
import { mountSubstitutes } from "./http/substitutes.ts";

export function buildApp(ports: AppDeps): App {
  const app = createApp();
  app.onError(
    onError(machineRefusal, (error, c) =>
      ports.log.error({ err: error, request_id: c.get("request_id"), path: c.req.path }, "unexpected error"),
    ),
  );
  app.use("*", defaultHeaders);
  app.use("*", observe({ ...ports, countRequest: ports.metrics.request, takesGivenId: false }));
  const mount = createMount(app, ports.auth.authenticate, OF_A_BOX);
  mountMenu(mount, ports);
  mountPictures(mount, ports);
  mountOrders(mount, ports);
  mountMoney(mount, ports);
  mountEarlierOrders(mount, ports);
  mountReceiptMail(mount, ports);
  mountRefundRequests(mount, ports);
  mountLines(mount, ports);
  mountSubstitutes(mount, ports);
  mountDrafts(mount, ports);
  mountGuestSheet(mount, ports);
  mountDrawer(mount, ports);
  mountQueue(mount, ports);
  mountAppOrders(mount, ports);
  mountSlots(mount, ports);
  mountOrderStream(mount, ports);
  mountStaff(mount, ports);
  mountDevices(mount, ports);
  mountCustomerScreen(mount, ports);
  mountClock(mount, ports);
  mountLink(mount, ports);
  mountRelog(mount, ports);
  mountStorePages(app, () => ports.queries.menu()?.profile?.settings.language ?? null);
  mountOperations(app, mount, ports);
  app.notFound(notFoundFor(app.routes));
  return app;
}

/** The refusal for an error that a database read throws when the machine fails; writes refuse by themselves (executor.ts). */
export function machineRefusal(error: unknown): Refusal | null {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "SQLITE_FULL")
    return { code: "storage.full", detail: "Nothing was stored. Free some space on the box; it goes on by itself.", retry_after_s: 5 };
  if (/^SQLITE_(IOERR|NOMEM|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|PROTOCOL)/.test(code)) {
    return { code: "storage.unavailable", detail: `The database of the box does not answer (${code}).`, retry_after_s: 1 };
  }
  return null;
}
