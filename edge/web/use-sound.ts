/**
 * Short tones, made in the page, and the switch for them. A browser lets no page sound before somebody has touched it or
 * pressed a key; until then `isBlocked` is true, and the first touch anywhere ends it.
 */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useEffect, useRef, useState } from "react";

export type Tone = "new" | "changed" | "void" | "ready";

/** Frequencies in Hz, one after the other. The tones can be told apart without looking. */
const NOTES: Readonly<Record<Tone, readonly number[]>> = {
  new: [660, 880],
  changed: [740, 740, 740],
  void: [440, 220],
  ready: [784, 988, 1175],
};
const NOTE_S = 0.16;
const LOUDNESS = 0.3;
const KEPT_AS = "crema.sound";

export interface Sound {
  readonly isOn: boolean;
  /** On, but the browser waits for a touch. */
  readonly isBlocked: boolean;
  /** A touch has ended that. */
  readonly wasBlocked: boolean;
  setOn(on: boolean): void;
  play(tone: Tone): void;
}

export function useSound(): Sound {
  const { storage } = usePorts();
  const [isOn, setIsOn] = useState(() => storage.get(KEPT_AS) !== "off");
  const [isRunning, setIsRunning] = useState(false);
  const [wasBlocked, setWasBlocked] = useState(false);
  const audio = useRef<AudioContext | null>(null);
  useEffect(() => {
    const context = new AudioContext();
    audio.current = context;
    const look = () => setIsRunning(context.state === "running");
    const wake = () => {
      if (context.state !== "running") setWasBlocked(true);
      void context.resume().then(look, look);
    };
    context.addEventListener("statechange", look);
    const touches = ["pointerdown", "pointerup", "keydown"] as const;
    for (const touch of touches) document.addEventListener(touch, wake);
    look();
    return () => {
      for (const touch of touches) document.removeEventListener(touch, wake);
      context.removeEventListener("statechange", look);
      audio.current = null;
      void context.close();
    };
  }, []);
  return {
    isOn,
    isBlocked: isOn && !isRunning,
    wasBlocked,
    setOn(on) {
      storage.set(KEPT_AS, on ? "on" : "off");
      setIsOn(on);
    },
    play(tone) {
      if (isOn && audio.current?.state === "running") sound(audio.current, NOTES[tone]);
    },
  };
}

function sound(context: AudioContext, notes: readonly number[]): void {
  notes.forEach((frequency, index) => {
    const from = context.currentTime + index * NOTE_S;
    const [tone, loudness] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(LOUDNESS, from);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S);
    tone.connect(loudness).connect(context.destination);
    tone.start(from);
    tone.stop(from + NOTE_S);
  });
}
