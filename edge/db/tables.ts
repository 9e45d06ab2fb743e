/** Every prepared statement of the box, compiled once at start-up. Reads see what is committed, or the running command's own writes. */

import type { EventClock } from "@crema/sync/protocol/write-body";
import { type AvailabilityTable, prepareAvailability } from "./availability.ts";
import { type BoxTable, prepareBox } from "./box-state.ts";
import { type CountedTakes, prepareCountedTakes } from "./counted-takes.ts";
import { type Counters, prepareCounters } from "./counters.ts";
import type { Db } from "./database.ts";
import { type DeviceTable, prepareDevices } from "./device-records.ts";
import { type DocumentTable, prepareDocuments } from "./documents.ts";
import { type DraftTable, prepareDrafts } from "./drafts.ts";
import { type DrawerTable, prepareDrawer } from "./drawer.ts";
import { type DrawerCashTable, prepareDrawerCash } from "./drawer-cash.ts";
import { type LogTable, prepareLog } from "./event-log.ts";
import { type GuestDraftTable, prepareGuestDrafts } from "./guest-drafts.ts";
import { type HandoffTable, prepareHandoff } from "./hand-off.ts";
import { type HistoryTable, prepareHistory } from "./history.ts";
import { type IdempotencyTable, prepareIdempotency } from "./idempotency.ts";
import { type JournalTable, prepareJournal } from "./journal.ts";
import { type MoneyTable, prepareMoney } from "./money.ts";
import { type MostSold, prepareMostSold } from "./most-sold.ts";
import { type OnlineRefundTable, prepareOnlineRefunds } from "./online-refunds.ts";
import { type OrderSearch, prepareOrderSearch } from "./order-search.ts";
import { type OrderTable, prepareOrders } from "./orders.ts";
import { type PersonTable, preparePersons } from "./persons.ts";
import { prepareReconciliation, type ReconciliationTable } from "./reconciliation.ts";
import { prepareRefundRequests, type RefundRequestTable } from "./refund-requests.ts";
import { prepareReleases, type ReleaseTable } from "./releases.ts";
import { prepareRelogs, type RelogTable } from "./relogs.ts";
import { prepareReportTotals, type ReportTotalsTable } from "./report-totals.ts";
import { prepareWholeFacts, type WholeFactsTable } from "./whole-facts.ts";

export interface Tables {
  readonly box: BoxTable;
  readonly orders: OrderTable;
  readonly money: MoneyTable;
  readonly onlineRefunds: OnlineRefundTable;
  readonly log: LogTable;
  readonly documents: DocumentTable;
  readonly availability: AvailabilityTable;
  readonly takes: CountedTakes;
  readonly counters: Counters;
  readonly idempotency: IdempotencyTable;
  readonly handoff: HandoffTable;
  readonly drawer: DrawerTable;
  readonly journal: JournalTable;
  readonly drafts: DraftTable;
  readonly guestDrafts: GuestDraftTable;
  readonly orderSearch: OrderSearch;
  readonly mostSold: MostSold;
  readonly releases: ReleaseTable;
  readonly drawerCash: DrawerCashTable;
  readonly reconciliation: ReconciliationTable;
  readonly reportTotals: ReportTotalsTable;
  readonly refundRequests: RefundRequestTable;
  readonly devices: DeviceTable;
  readonly history: HistoryTable;
  readonly relogs: RelogTable;
  readonly wholeFacts: WholeFactsTable;
  readonly persons: PersonTable;
}

export function prepareTables(db: Db, clock: () => EventClock): Tables {
  const orders = prepareOrders(db);
  const money = prepareMoney(db);
  const drawer = prepareDrawer(db);
  const availability = prepareAvailability(db);
  const box = prepareBox(db);
  return {
    box,
    onlineRefunds: prepareOnlineRefunds(db),
    orders,
    money,
    log: prepareLog(db, clock),
    documents: prepareDocuments(db),
    availability,
    takes: prepareCountedTakes(db),
    counters: prepareCounters(db),
    idempotency: prepareIdempotency(db),
    handoff: prepareHandoff(db),
    drawer,
    journal: prepareJournal(db),
    mostSold: prepareMostSold(db),
    drafts: prepareDrafts(db),
    guestDrafts: prepareGuestDrafts(db),
    orderSearch: prepareOrderSearch(db),
    releases: prepareReleases(db),
    drawerCash: prepareDrawerCash(db),
    reconciliation: prepareReconciliation(db),
    reportTotals: prepareReportTotals(db),
    refundRequests: prepareRefundRequests(db),
    devices: prepareDevices(db),
    history: prepareHistory(db),
    relogs: prepareRelogs(db),
    persons: preparePersons(db),
    wholeFacts: prepareWholeFacts(db, { orders, money, drawer, availability, box }),
  };
}
