/** Sound on or off, and the hint that the browser waits for a touch. */
import { Button } from "@crema/ui/components/button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { Sound } from "./use-sound.ts";

/** The hint leaves its room behind it: the touch that takes it away was aimed at something, which may not move. */
export function SoundSwitch({ sound }: { sound: Sound }) {
  const t = useWords();
  return (
    <>
      <Button aria-pressed={sound.isOn} onPress={() => sound.setOn(!sound.isOn)}>
        {t(sound.isOn ? "store.sound.on" : "store.sound.off")}
      </Button>
      {sound.isBlocked || sound.wasBlocked ? (
        <span className={sound.isBlocked ? "note-warn sound-hint" : "sound-hint sound-hint-over"}>{t("store.sound.touch")}</span>
      ) : null}
    </>
  );
}
