/** A row of columns that is wider than the screen: which page of it is looked at, and how to turn it. */
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

export interface Pager {
  readonly ref: RefObject<HTMLUListElement | null>;
  readonly page: number;
  readonly pages: number;
  /** By so many pages, back or on. */
  turn(by: -1 | 1): void;
  onScroll(): void;
}

export function usePager(): Pager {
  const ref = useRef<HTMLUListElement>(null);
  const [{ page, pages }, setPlace] = useState({ page: 1, pages: 1 });
  const look = () => {
    const list = ref.current;
    if (!list) return;
    // The last page may be a part of one.
    const now = {
      page: Math.round(list.scrollLeft / list.clientWidth) + 1,
      pages: Math.max(1, Math.ceil((list.scrollWidth - 1) / list.clientWidth)),
    };
    const place = { page: list.scrollLeft + list.clientWidth >= list.scrollWidth - 1 ? now.pages : now.page, pages: now.pages };
    setPlace((before) => (before.page === place.page && before.pages === place.pages ? before : place));
  };
  // After every render: whatever comes or goes is rendered. A turned tablet is not.
  useLayoutEffect(look);
  const resized = useEffectEvent(look);
  useEffect(() => {
    if (!ref.current) return;
    const watch = new ResizeObserver(() => resized());
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, []);
  return {
    ref,
    page,
    pages,
    turn(by) {
      ref.current?.scrollBy({ left: by * ref.current.clientWidth });
    },
    onScroll: look,
  };
}
