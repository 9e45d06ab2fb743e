/**
 * What screens and streams read. Queries run between two groups of commands, so they see exactly what is committed.
 */
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { BoxClock } from "../box-clock.ts";
import { identityOf } from "../db/box-state.ts";
import type { Tables } from "../db/tables.ts";
import type { GuestDeadlines } from "../guests/deadlines.ts";
import type { InTurns } from "../in-turns.ts";
import type { OrderPresenter } from "../order-presenter.ts";
import type { EdgeQueries } from "../ports.ts";
import type { Workload } from "../workload.ts";
import { draftQueries } from "./drafts.ts";
import { drawerQueries } from "./drawer.ts";
import { guestQueries } from "./guest-drafts.ts";
import { menuQueries } from "./menu.ts";
import { moneyQueries } from "./money.ts";
import { orderQueries } from "./orders.ts";
import { queueQueries } from "./queue.ts";
import { refundRequestQueries } from "./refund-requests.ts";
import { slotQueries } from "./slots.ts";

export interface QueriesOf {
  readonly tables: Tables;
  readonly clock: BoxClock;
  readonly newId: IdSource;
  readonly show: OrderPresenter;
  readonly inTurns: InTurns;
  readonly workload: Workload;
  readonly guestDeadlines: GuestDeadlines;
}

export function createQueries({ tables, clock, newId, show, inTurns, workload, guestDeadlines }: QueriesOf): EdgeQueries {
  return {
    identity: () => identityOf(tables.box.box()),
    cursor: () => tables.box.position().cursor,
    show: show.order,
    ...menuQueries(tables, clock, newId, workload),
    ...orderQueries(tables),
    ...queueQueries(tables, clock),
    ...slotQueries(tables, clock),
    ...moneyQueries(tables, show),
    ...refundRequestQueries(tables),
    ...draftQueries(tables),
    ...guestQueries(tables, clock, newId, guestDeadlines),
    ...drawerQueries(tables, inTurns),
  };
}
