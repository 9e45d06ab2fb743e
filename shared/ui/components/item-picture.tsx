/**
 * The picture of an item, in the space that is set aside for it: nothing moves when it comes, or does not. One that is not there yet is
 * tried again, since a box fetches the pictures of a new menu after the menu.
 */
import { useEffect, useState } from "react";
import { usePorts } from "../ports-context.tsx";
import "./item-picture.css";

export interface ItemPictureProps {
  /** Its name at the server; an item that has neither this nor a `name` takes no space for it. */
  readonly picture: string | undefined;
  readonly size: 320 | 960;
  /** What it shows; empty where the item's name stands beside it. */
  readonly alt: string;
  readonly className?: string;
  /** What it is called: drawn in its place while there is no picture, in the colours of its category where `data-category` is set around it. */
  readonly name?: string;
}

const AGAIN_MS = 20_000;

export function ItemPicture({ picture, size, alt, className = "", name }: ItemPictureProps) {
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
  if (picture === undefined && name === undefined) return null;
  return (
    <span className={`item-picture ${className}`}>
      {picture === undefined || isMissing ? (
        <Drawn name={name ?? ""} />
      ) : (
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

function Drawn({ name }: { readonly name: string }) {
  return (
    <span className="item-picture-drawn" aria-hidden="true">
      <span>{lettersOf(name)}</span>
    </span>
  );
}

/** "FW" of a flat white, "La" of a latte. */
function lettersOf(name: string): string {
  const [first = "", second] = name.split(/[\s-]+/).filter((word) => /\p{L}/u.test(word));
  const letters = (word: string, many: number) => [...word].slice(0, many).join("");
  return second ? (letters(first, 1) + letters(second, 1)).toUpperCase() : letters(first, 2);
}
