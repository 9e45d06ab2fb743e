/** The dependencies of the routes. Made in box.ts, or by a test. */

import type { GuestSheet } from "@crema/shared/contract/guest-sheet";
import type { EnrollBoxRequest, EnrollBoxResponse, LinkResponse } from "@crema/shared/contract/link";
import type { RelogReport, RelogRequest } from "@crema/shared/contract/relog";
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import type { Refusal, Result } from "@crema/shared/domain/kernel/errors";
import type { Authenticate } from "@crema/shared/server/mount";
import type { RequestLog } from "@crema/shared/server/request-log";
import type { z } from "zod";
import type { CustomerScreens } from "../auth/customer-screens.ts";
import type { Devices } from "../auth/devices.ts";
import type { Pairing } from "../auth/pairing.ts";
import type { StaffAuth } from "../auth/staff.ts";
import type { PictureFolder } from "../pictures/picture-folder.ts";
import type { ChangeBus, EarlierOrders, EdgeCommands, EdgeQueries, MailReceipt } from "../ports.ts";
import type { Metrics } from "./metrics.ts";
import type { CustomerScreenStream } from "./streams/customer-screen-stream.ts";
import type { OpenStreams } from "./streams/open-streams.ts";
import type { QueueStream } from "./streams/queue-stream.ts";

export interface Auth {
  readonly authenticate: Authenticate;
  readonly staff: StaffAuth;
  readonly pairing: Pairing;
  readonly devices: Devices;
  readonly customerScreens: CustomerScreens;
  /** Ends the streams of callers who are no longer signed in. */
  readonly endStreams: () => void;
}

export interface AppDeps {
  readonly version: string;
  readonly commands: EdgeCommands;
  readonly queries: EdgeQueries;
  readonly changeBus: ChangeBus;
  readonly auth: Auth;
  readonly link: () => LinkResponse;
  readonly enroll: (request: z.infer<typeof EnrollBoxRequest>) => Promise<Result<z.infer<typeof EnrollBoxResponse>>>;
  readonly earlierOrders: EarlierOrders;
  readonly mailReceipt: MailReceipt;
  readonly relog: (order: z.infer<typeof RelogRequest>) => Promise<Result<RelogReport>>;
  /** null: the database answers and takes writes, and the disk has room. */
  readonly readiness: () => Promise<Refusal | null>;
  readonly pictures: Pick<PictureFolder, "read">;
  readonly guestSheet: { read(): GuestSheet; renew(): Promise<Result<GuestSheet>> };
  readonly streams: OpenStreams;
  readonly queueStream: QueueStream;
  readonly customerScreens: CustomerScreenStream;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly metrics: Metrics;
  readonly log: RequestLog;
  readonly newRequestId: () => string;
}
