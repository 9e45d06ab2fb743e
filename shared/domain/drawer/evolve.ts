/** (session, event) -> session. Events are facts: nothing is refused here; an event that does not fit is a bug, and throws. */
import type { DrawerEvent } from "../store-events.ts";
import type { DrawerIn, DrawerSession } from "./drawer.ts";

/** The session after the event. A movement is a separate fact and leaves the session as it was. */
export function evolveDrawer(session: DrawerSession | null, event: DrawerEvent): DrawerSession | null {
  switch (event.type) {
    case "drawer.opened":
      return event.session;
    case "drawer.moved":
    case "day.closed":
      return session;
    case "drawer.counted": {
      if (session === null || session.status === "CLOSED") throw new Error("a count without an open session");
      const { counted_cents, counted_facts, denominations } = event;
      const counted = { counted_cents, counted_facts, counted_at: event.at, counted_by: event.actor };
      return { ...opened(session), status: "COUNTED", ...counted, ...(denominations && { denominations }) };
    }
    case "drawer.closed": {
      if (session?.status !== "COUNTED") throw new Error("a close without a count");
      return { ...session, status: "CLOSED", closed_at: event.at, closed_by: event.actor, z_number: event.report.z_number };
    }
  }
}

/** Without the count before: another one replaces all of it. */
function opened(session: DrawerIn<"OPEN" | "COUNTED">): Omit<DrawerIn<"OPEN">, "status"> {
  const { denominations: _before, ...rest } = { denominations: undefined, ...session };
  return rest;
}
