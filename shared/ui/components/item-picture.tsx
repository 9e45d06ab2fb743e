/**
 * The picture of an item, in the space that is set aside for it: nothing moves when it comes, or does not. One that is not there yet is
 * tried again, since a box fetches the pictures of a new menu after the menu.
 */
import { useEffect, useState } from "react";
import { usePorts } from "../ports-context.tsx";
import "./item-picture.css";

export interface ItemPictureProps {
  /** Its name; an item that has none takes no space for it. */
  readonly picture: string | undefined;
  readonly size: 320 | 960;
  /** What it shows; empty where the item's name stands beside it. */
  readonly alt: string;
  readonly className?: string;
}

const AGAIN_MS = 20_000;

export function ItemPicture({ picture, size, alt, className = "" }: ItemPictureProps) {
  const { timers } = usePorts();
  const [attempt, setAttempt] = useState(0);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (!isMissing) return;
    const timer = timers.after(AGAIN_MS, () => {
      setAttempt((before) => before + 1);
      setMissing(false);
    });
    return () => timer.cancel();
  }, [isMissing, timers]);
  if (picture === undefined) return null;
  return (
    <span className={`item-picture ${className}`}>
      {isMissing ? null : (
        <img
          key={`${picture} ${attempt}`}
          src={`/v1/pictures/${picture}/${size}.webp`}
          alt={alt}
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setMissing(true)}
        />
      )}
    </span>
  );
}
