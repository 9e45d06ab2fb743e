/**
 * A Z report of another disk covers here what it covered there, under its own number, where that is all that waits for a report: each
 * fact is in one Z then. Where something was sold or counted since, a run of the journal cannot leave that out, and the cash of both
 * boxes lies in one drawer: then the next Z covers it all, and the other one is for a person.
 */
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { EventOf } from "@crema/shared/domain/events";
import type { JournalFact } from "../../db/journal.ts";
import type { CommandContext } from "../command-context.ts";
import type { Entering } from "./entering.ts";

/** Whether it counts here. */
export function enterReport({ tables }: CommandContext, { old }: Entering, { report, session_id }: EventOf<"drawer.closed">): boolean {
  const closed = old.closed(report.z_number);
  const open = tables.drawer.openSession();
  if (closed === null || tables.drawer.hasReport(report) || (open !== null && open.session_id !== session_id)) return false;
  if (open !== null && isCountedSince(open, closed.session)) return false;
  const waiting = tables.journal.after(tables.drawer.reportedTo());
  if (!areSame(waiting, closed.facts)) return false;
  tables.drawer.saveSession(closed.session);
  tables.drawer.insertReport(report, tables.journal.head());
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
