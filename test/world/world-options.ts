/** What a world is made of. */
import type { MessageChannels } from "@crema/cloud/jobs/message-jobs";
import type { WorldPayments } from "./cloud-node.ts";
import type { StoreChanges } from "./menu.ts";

export interface WorldOptions {
  readonly seed?: number;
  /** How many, all alike; or each by itself. */
  readonly stores?: number | readonly StoreChanges[];
  readonly nodes?: number;
  readonly store?: StoreChanges;
  /** When the world begins. */
  readonly startMs?: number;
  /** Stores whose log is in conflict at the end, or whose box is gone: they cannot drain. */
  readonly lost?: readonly string[];
  /** On a Postgres of its own, which shows by itself that its directory was put back. */
  readonly ownPostgres?: boolean;
  /** Its nodes reach Postgres by a line that can be broken at a COMMIT. */
  readonly breaksAtCommit?: boolean;
  readonly payments?: WorldPayments;
  /** How its cloud tells customers; default: by none. */
  readonly channels?: MessageChannels;
  /** Hears every line that its processes log. */
  readonly onLogged?: (line: string) => void;
}
