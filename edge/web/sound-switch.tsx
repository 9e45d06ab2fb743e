/** Sound on or off, and the hint that the browser waits for a touch. */
import { Button } from "@crema/ui/components/button.tsx";
import type { Sound } from "./use-sound.ts";

export function SoundSwitch({ sound }: { sound: Sound }) {
  return (
    <>
      <Button aria-pressed={sound.isOn} onPress={() => sound.setOn(!sound.isOn)}>
        {sound.isOn ? "Sound on" : "Sound off"}
      </Button>
      {sound.isBlocked ? <span className="note-warn sound-hint">Touch the screen once to let it sound.</span> : null}
    </>
  );
}
