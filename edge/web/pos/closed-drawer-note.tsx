/** Warns at the sale, not at the close: cash that is taken while no drawer session is open belongs to none. */
import { useDrawer } from "./use-drawer.ts";

export function ClosedDrawerNote() {
  const { data } = useDrawer().session;
  if (data?.session !== null) return null;
  return (
    <p className="note note-warn" role="status">
      <strong>The drawer is not open.</strong> Open it with its float first, under Drawer. Cash taken now is in no count: the next report
      shows it as cash while closed.
    </p>
  );
}
