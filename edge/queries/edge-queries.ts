/**
 * What screens and streams read. Queries run between two groups of commands, so they see exactly what is committed.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { identityOf } from "../db/box-state.ts";
import type { Tables } from "../db/tables.ts";
import type { InTurns } from "../in-turns.ts";
import type { OrderPresenter } from "../order-presenter.ts";
import type { EdgeQueries } from "../ports.ts";
import type { Workload } from "../workload.ts";
import { draftQueries } from "./drafts.ts";
import { drawerQueries } from "./drawer.ts";
import { menuQueries } from "./menu.ts";
import { moneyQueries } from "./money.ts";
import { orderQueries } from "./orders.ts";
import { queueQueries } from "./queue.ts";
import { refundRequestQueries } from "./refund-requests.ts";
import { slotQueries } from "./slots.ts";

export interface QueriesOf {
  readonly tables: Tables;
  readonly clock: Clock;
  readonly newId: IdSource;
  readonly show: OrderPresenter;
  readonly inTurns: InTurns;
  readonly workload: Workload;
}

export function createQueries({ tables, clock, newId, show, inTurns, workload }: QueriesOf): EdgeQueries {
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
    ...drawerQueries(tables, inTurns),
  };
}
