/** The application on the guests' port: the page, its files, the menu's pictures, and what contract/guest-drafts.ts has. Nothing else of the box. */
import { OF_A_BOX } from "@crema/shared/contract/refusals";
import { addressOf } from "@crema/shared/server/client-address";
import { defaultHeaders } from "@crema/shared/server/default-headers";
import { notFoundFor } from "@crema/shared/server/known-paths";
import { type App, createApp, createMount } from "@crema/shared/server/mount";
import { onError } from "@crema/shared/server/problem";
import { observe } from "@crema/shared/server/request-log";
import { machineRefusal } from "./app.ts";
import { type GuestDoorOptions, guardGuestDoor } from "./http/guest-door.ts";
import { type GuestRoutes, mountGuest, mountGuestPage } from "./http/guest-drafts.ts";
import { mountPictures } from "./http/pictures.ts";
import type { AppDeps } from "./http/ports.ts";
import type { EdgeQueries } from "./ports.ts";

export type GuestAppDeps = Omit<GuestRoutes, "door" | "queries"> & {
  readonly queries: GuestRoutes["queries"] & Pick<EdgeQueries, "menu">;
} & Pick<GuestDoorOptions, "publicHost"> &
  Pick<AppDeps, "pictures" | "clock" | "metrics" | "log" | "newRequestId">;

export function buildGuestApp(deps: GuestAppDeps): App {
  const app = createApp();
  app.onError(
    onError(machineRefusal, (error, c) =>
      deps.log.error({ err: error, request_id: c.get("request_id"), path: c.req.path }, "unexpected error on the guests' port"),
    ),
  );
  app.use("*", defaultHeaders);
  app.use("*", observe({ ...deps, countRequest: deps.metrics.request, takesGivenId: false }));
  const door = guardGuestDoor(app, deps);
  // Tokens of the store's own port are not looked at here.
  const mount = createMount(app, (c) => ({ kind: "anonymous", address: addressOf(c) }), OF_A_BOX);
  mountGuest(mount, { ...deps, door });
  mountPictures(mount, deps);
  mountGuestPage(app, () => deps.queries.menu()?.profile?.settings.language ?? null);
  app.notFound(notFoundFor(app.routes));
  return app;
}
