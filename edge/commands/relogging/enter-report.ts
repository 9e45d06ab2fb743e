/**
 * A Z report of another disk covers here what it covered there, under its own number, where that is all that waits for such a report:
 * each fact is in one Z then. Where something was sold or counted since, the cash of both boxes lies in one drawer: then the next Z
 * covers it all, and the other one is for a person.
 */
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { EventOf } from "@crema/shared/domain/events";
import type { JournalFact } from "../../db/journal.ts";
import { unreportedRuns } from "../../db/report-facts.ts";
import type { CommandContext } from "../command-context.ts";
import type { Entering } from "./entering.ts";

/** Whether it counts here. */
export function enterReport({ tables }: CommandContext, { old }: Entering, { report }: EventOf<"drawer.closed" | "day.closed">): boolean {
  const closed = old.closed(report.z_number);
  if (closed === null || tables.drawer.hasReport(report)) return false;
  const open = tables.drawer.openSessions();
  const here = open.find((session) => session.session_id === report.session_id) ?? null;
  // Of a drawer that is not open here the facts are the store's; any that is open covers them.
  if (here === null && (open.length > 0 || report.till !== undefined)) return false;
  if (here !== null && closed.session !== null && isCountedSince(here, closed.session)) return false;
  const waiting = unreportedRuns(tables, here);
  // Headquarters goes by what the report says of the store's facts.
  const says = report.till === undefined || report.covers_store === true;
  if (says !== waiting.some((run) => run.session_id === null)) return false;
  if (!areSame(tables.journal.factsIn(waiting), closed.facts)) return false;
  if (closed.session) tables.drawer.saveSession(closed.session);
  tables.drawer.insertReport(report, waiting);
  return true;
}

/** What was counted here after the other box closed the drawer is somebody's count of that cash, also where nothing was sold. */
const isCountedSince = (here: DrawerSession, closed: DrawerSession): boolean =>
  here.status === "COUNTED" && closed.status === "CLOSED" && here.counted_at > closed.counted_at;

function areSame(some: readonly JournalFact[], others: readonly JournalFact[]): boolean {
  if (some.length !== others.length) return false;
  const names = new Set(some.map(nameOf));
  return others.every((fact) => names.has(nameOf(fact)));
}

const nameOf = ({ kind, ref_id }: JournalFact): string => `${kind} ${ref_id}`;
