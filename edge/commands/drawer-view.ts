import type { DrawerView } from "@crema/shared/contract/drawer";
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";

/** The session as a response shows it. Counting is blind, so the number of facts that a count saw is left out. */
export function drawerView(session: DrawerSession): DrawerView {
  const { counted_facts: _seen, ...view } = { counted_facts: 0, ...session };
  return view;
}
