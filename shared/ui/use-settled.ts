/**
 * Whether a control has meant the same thing, at the same place, for longer than a finger is under way. On a screen that others change
 * as well, a button turns into another one, or comes to lie under a finger that was aimed at its neighbour; such a press was meant for
 * what was there before. So was one that began before the change and ends after it.
 */
import type { TimerHandle } from "@crema/shared/domain/kernel/clock";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { usePorts } from "./ports-context.tsx";
import { onPushed } from "./pushed-pages.ts";

export const UNSETTLED_MS = 800;

/** What has just changed about a control: what it does, or where it is. */
export type Changed = "meaning" | "place";

export interface Settled<E> {
  /** Ref of the pressed element. */
  readonly ref: RefObject<E | null>;
  readonly isSettled: boolean;
  /** A press begins. Where a keyboard's focus is, no control can move under it. */
  begin(by: "pointer" | "keys"): void;
  /** What has changed since the press began: the control may have gone from under the finger, which then ends beside it. */
  changedMeanwhile(): Changed | null;
  /** The press has ended on the control. null: the press counts; otherwise why it does not. */
  whyNotMeant(): Changed | null;
}

interface Rest {
  readonly why: Changed;
  readonly timer: TimerHandle;
}

interface Press {
  readonly by: "pointer" | "keys";
  readonly meaning: string;
  /** What had changed just before it began. */
  readonly whyNot: Changed | null;
  /** Where the finger found it: in the window, for it is there that it may have gone from under the finger. */
  readonly at: Place | null;
}

/** `meaning`: what a press would do now, and to what; equal texts mean that nothing has changed. */
export function useSettled<E extends HTMLElement>(meaning: string): Settled<E> {
  const { timers } = usePorts();
  const ref = useRef<E>(null);
  const [isSettled, setSettled] = useState(false);
  const known = useRef<{ readonly meaning: string; readonly place: Place } | null>(null);
  const rest = useRef<Rest | null>(null);
  const begun = useRef<Press | null>(null);
  const pageHeight = useRef(0);
  const unsettle = (why: Changed) => {
    rest.current?.timer.cancel();
    const timer = timers.after(UNSETTLED_MS, () => {
      rest.current = null;
      setSettled(true);
    });
    rest.current = { why: rest.current?.why === "meaning" ? "meaning" : why, timer };
    setSettled(false);
  };
  const moved = useRef(unsettle);
  moved.current = unsettle;
  useLayoutEffect(() => {
    const stop = onPushed((pushed) => {
      if (ref.current && pushed.contains(ref.current)) moved.current("place");
    });
    return () => {
      stop();
      rest.current?.timer.cancel();
      rest.current = null;
      known.current = null;
    };
  }, []);
  // After every render: whatever moved a control on the page was rendered with it, or has pushed the page.
  useLayoutEffect(() => {
    if (!ref.current) return;
    const place = placeOf(ref.current);
    const before = known.current;
    const isSame = before?.meaning === meaning;
    // A page that has become shorter than the window reaches moves under a finger, though nothing on it has moved.
    const height = document.documentElement.scrollHeight;
    const isPushed = height < pageHeight.current && window.scrollY + window.innerHeight >= height - 1;
    pageHeight.current = height;
    if (isSame && isNear(before.place, place) && !isPushed) return;
    known.current = { meaning, place };
    unsettle(isSame ? "place" : "meaning");
  });
  const changedSince = (press: Press): Changed | null => {
    if (press.meaning !== meaning) return "meaning";
    if (press.by === "keys" || !press.at || !ref.current) return null;
    return isNear(press.at, ref.current.getBoundingClientRect()) ? null : "place";
  };
  return {
    ref,
    isSettled,
    begin(by) {
      const why = rest.current?.why ?? null;
      const at = ref.current?.getBoundingClientRect() ?? null;
      begun.current = { by, meaning, whyNot: by === "keys" && why === "place" ? null : why, at };
    },
    changedMeanwhile: () => begun.current && changedSince(begun.current),
    whyNotMeant() {
      const press = begun.current;
      begun.current = null;
      // A screen reader presses without a beginning.
      if (!press) return rest.current?.why === "meaning" ? "meaning" : null;
      return changedSince(press) ?? press.whyNot;
    },
  };
}

/** Relative to the page and not to the window: whoever scrolls sees what is moving. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function placeOf(element: HTMLElement): Place {
  let [left, top] = [0, 0];
  for (let at: Element | null = element; at instanceof HTMLElement; at = at.offsetParent) {
    left += at.offsetLeft;
    top += at.offsetTop;
  }
  return { left, top, width: element.offsetWidth, height: element.offsetHeight };
}

/** Whether a finger that was aimed at its middle still hits it. */
function isNear(before: Place, now: Place): boolean {
  return Math.abs(before.left - now.left) < now.width / 2 && Math.abs(before.top - now.top) < now.height / 2;
}
