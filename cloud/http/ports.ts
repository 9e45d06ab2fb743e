/** What the routes are built on. Assembled in app.ts; no route reaches for anything else. */
import type { Principal } from "@crema/shared/contract/access";
import type { Clock, RandomBytes, Timers } from "@crema/shared/domain/kernel/clock";
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { Ingested } from "@crema/sync/cloud/ingest";
import type { Planned } from "@crema/sync/cloud/join";
import type { HandBack } from "@crema/sync/ports";
import type { FactsPage, HandIn, HandInResponse } from "@crema/sync/protocol/hand-back";
import type { JoinRequest } from "@crema/sync/protocol/join";
import type { UpBatch } from "@crema/sync/protocol/up";
import type { Pool } from "pg";
import type { Logger } from "pino";
import type { BoxSessions } from "../auth/box-session.ts";
import type { CertificateAuthority } from "../auth/certificate.ts";
import type { RateLimiter } from "../auth/rate-limits.ts";
import type { Payments } from "../payments/payments.ts";
import type { ChangeNotifier, CloudCommands, CloudQueries } from "../ports.ts";
import type { Metrics } from "./metrics.ts";
import type { OrderStreams } from "./streams/order-stream.ts";
import type { StreamAdmission } from "./streams/stream-admission.ts";

export type EdgeNode = Extract<Principal, { kind: "edge_node" }>;

export interface RouteDeps {
  readonly commands: CloudCommands;
  readonly queries: CloudQueries;
  readonly changeNotifier: ChangeNotifier;
  /** null: no online payment is offered. */
  readonly payments: Payments | null;
  readonly streams: OrderStreams;
  readonly streamAdmission: StreamAdmission;
  /** For sessions and reports; domain state is changed through `commands` alone. */
  readonly pool: Pool;
  readonly boxes: BoxSessions;
  readonly certificates: Pick<CertificateAuthority, "verify">;
  readonly limiter: RateLimiter;
  /** By which customers are told. */
  readonly messageChannels: ReadonlySet<"push" | "email" | "sms">;
  /** The blind index of the address that an unsubscribe link is about; null: no link of ours. */
  readonly unsubscribeIndex: (token: string) => string | null;
  /** What browsers subscribe with; null: nothing is pushed. */
  readonly pushKey: string | null;
  readonly ingest: (batch: UpBatch, box: EdgeNode) => Promise<Result<Ingested>>;
  /** With what the box hands back where the plan was to rebuild, or with a page of whole facts. */
  readonly join: (request: JoinRequest, box: EdgeNode, handBack: HandBack | null, facts: FactsPage | null) => Promise<Result<Planned>>;
  /** What the disk of a box before this one has applied and this cloud has forgotten. */
  readonly handIn: (handIn: HandIn, box: EdgeNode) => Promise<Result<HandInResponse>>;
  readonly shape: (request: Request, box: EdgeNode) => Promise<Response>;
  /** The order that its own token opens; null for a token that is not good. */
  readonly orderOfToken: (token: string) => string | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly randomBytes: RandomBytes;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Cookies for https only. */
  readonly secureCookies: boolean;
  readonly trustedProxies: number;
  /** Fires when the process stops: streams end, held requests are answered. */
  readonly closing: AbortSignal;
}
