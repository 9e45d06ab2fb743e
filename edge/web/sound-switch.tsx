/** Sound on or off, and the hint that the browser waits for a touch. */
import { Button } from "@crema/ui/components/button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Volume2 from "lucide-react/icons/volume-2";
import VolumeX from "lucide-react/icons/volume-x";
import type { Sound } from "./use-sound.ts";

export function SoundSwitch({ sound }: { sound: Sound }) {
  const t = useWords();
  const name = t(sound.isOn ? "store.sound.on" : "store.sound.off");
  return (
    <Button icon={sound.isOn ? Volume2 : VolumeX} aria-pressed={sound.isOn} aria-label={name} onPress={() => sound.setOn(!sound.isOn)}>
      <span className="wide-only">{name}</span>
    </Button>
  );
}

/** It leaves its room behind it: the touch that takes it away was aimed at something, which may not move. */
export function SoundHint({ sound }: { sound: Sound }) {
  const t = useWords();
  if (!sound.isBlocked && !sound.wasBlocked) return null;
  return <span className={sound.isBlocked ? "sound-hint" : "sound-hint sound-hint-over"}>{t("store.sound.touch")}</span>;
}
