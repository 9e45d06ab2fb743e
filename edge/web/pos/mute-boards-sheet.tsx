/** Which boards nobody hears, and how that is mended: at the board, since no till can touch it from here. */
import type { MuteBoard } from "@crema/shared/contract/streams";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";

/** None: somebody has mended it meanwhile. */
export function MuteBoardsSheet({ boards, onClose }: { readonly boards: readonly MuteBoard[]; onClose(): void }) {
  const t = useWords();
  const { origin } = usePorts();
  return (
    <Sheet title={t("pos.mute.title")} isOpen onClose={onClose}>
      {boards.length === 0 ? (
        <p role="status">{t("pos.mute.none")}</p>
      ) : (
        <div className="stack">
          <ul>
            {boards.map(({ device_id, name }) => (
              <li key={device_id}>
                <strong>{name}</strong>
              </li>
            ))}
          </ul>
          <p>{t("pos.mute.why")}</p>
          <p>{t("pos.mute.now")}</p>
          <p>{t("pos.mute.for_good", { address: origin })}</p>
        </div>
      )}
    </Sheet>
  );
}
