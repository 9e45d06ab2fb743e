/** Whose Z covers what comes in from another disk. */
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { tillSessionOf } from "@crema/shared/domain/event-envelope";
import type { EdgeEvent } from "@crema/shared/domain/events";
import type { CommandContext } from "../command-context.ts";

/** Whose Z covered it there covers it here, while that is open here; else it is the store's. */
export function tillHere({ tables }: CommandContext, event: EdgeEvent): DrawerSession | null {
  const id = tillSessionOf(event);
  const session = id === null ? null : tables.drawer.openSession(id);
  return session?.till ? session : null;
}
