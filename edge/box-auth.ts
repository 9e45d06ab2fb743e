/** Puts together who may do what on the box: devices, PINs and sign-ins, on its one write path. */

import type { Clock, RandomBytes } from "@crema/shared/domain/kernel/clock";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Logger } from "pino";
import { createAuthenticate } from "./auth/authenticate.ts";
import { createCustomerScreens } from "./auth/customer-screens.ts";
import { createDevices } from "./auth/devices.ts";
import { createPairing } from "./auth/pairing.ts";
import { createPinChecker } from "./auth/pin.ts";
import { createPinLock } from "./auth/pin-lock.ts";
import { createPrincipals } from "./auth/principals.ts";
import type { AuthDatabase, Write } from "./auth/records.ts";
import { createStaffAuth } from "./auth/staff.ts";
import type { Auth } from "./http/ports.ts";
import type { CustomerScreenStream } from "./http/streams/customer-screen-stream.ts";
import type { OpenStreams } from "./http/streams/open-streams.ts";
import type { EdgeSettings } from "./settings.ts";
import type { Store } from "./store.ts";

interface AuthDeps {
  readonly store: Store;
  readonly settings: EdgeSettings;
  readonly machine: { readonly clock: Clock; readonly randomBytes: RandomBytes };
  readonly log: Logger;
  readonly newId: () => string;
  readonly operatorToken: string;
  readonly streams: OpenStreams;
  readonly customerScreens: Pick<CustomerScreenStream, "tabletChanged">;
}

export function createAuth({ store, settings, machine, log, newId, operatorToken, streams, customerScreens }: AuthDeps): Auth {
  const { clock, randomBytes } = machine;
  const db: AuthDatabase = drizzle({ client: store.db });
  const write: Write = (work) => store.executor.run((tx) => work(db, (notice) => store.appendNotice(tx, notice)));
  const storeId = () => store.queries.identity()?.store_id ?? null;
  const profile = () => store.tables.documents.profile();
  const principals = createPrincipals({ db, clock, storeId, profile });
  const lock = createPinLock({ db, write, clock, checker: createPinChecker() });
  const report = (error: unknown) => log.error({ err: error }, "last_seen_at could not be stored");
  const devices = createDevices({ db, write, clock, randomBytes, principals, endStreams: streams.endDevice, report });
  const endStreams = () => streams.endUnless(principals.isStill);
  return {
    authenticate: createAuthenticate({ principals, storeId, operatorToken, metricsToken: settings.metricsToken, seen: devices.seen }),
    staff: createStaffAuth({ principals, lock, write, clock, randomBytes, profile, sessionMs: settings.staffSessionMs, endStreams }),
    pairing: createPairing({ db, write, clock, randomBytes, newId, storeId, principals, endStreams: streams.endDevice }),
    devices,
    customerScreens: createCustomerScreens({ db, write, clock, randomBytes, tabletChanged: customerScreens.tabletChanged }),
    endStreams,
  };
}
