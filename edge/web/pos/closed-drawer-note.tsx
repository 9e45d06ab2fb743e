/** Warns at the sale, not at the close: cash that is taken while no drawer session is open belongs to none. */
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useDrawer } from "./use-drawer.ts";

export function ClosedDrawerNote() {
  const t = useWords();
  const { data } = useDrawer().session;
  if (data?.session !== null) return null;
  return (
    <p className="note note-warn" role="status">
      {t.drawn("pos.drawer.closed_warning", { b: (text) => <strong>{text}</strong> })}
    </p>
  );
}
