/**
 * Pages through a list that nobody scrolls: as many items as fit per page, and back to the first page when something new
 * came in.
 */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

const PAGE_MS = 8_000;

export interface Pages<Item> {
  /** Ref of the list; its items all have one size. */
  readonly ref: RefObject<HTMLUListElement | null>;
  readonly shown: readonly Item[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** `newest`: another value turns back to the first page. */
export function usePages<Item>(items: readonly Item[], newest: string | null): Pages<Item> {
  const { timers } = usePorts();
  const ref = useRef<HTMLUListElement>(null);
  const [fits, setFits] = useState(1);
  const [turned, setTurned] = useState({ newest, times: 0 });
  const times = turned.newest === newest ? turned.times : 0;
  useLayoutEffect(() => {
    const list = ref.current;
    if (!list) return;
    const measure = () => setFits(fittingIn(list));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(list);
    return () => watch.disconnect();
  });
  useEffect(() => {
    const timer = timers.after(PAGE_MS, () => setTurned({ newest, times: times + 1 }));
    return () => timer.cancel();
  }, [timers, newest, times]);
  const pages = Math.max(1, Math.ceil(items.length / fits));
  const page = times % pages;
  return { ref, shown: items.slice(page * fits, (page + 1) * fits), page: page + 1, pages };
}

function fittingIn(list: HTMLElement): number {
  const item = list.firstElementChild;
  if (!(item instanceof HTMLElement)) return 1;
  const style = getComputedStyle(list);
  const gap = Number.parseFloat(style.rowGap) || 0;
  const edges = 2 * (Number.parseFloat(style.paddingTop) || 0);
  const along = (room: number, size: number) => Math.max(1, Math.floor((room + gap) / (size + gap)));
  return along(list.clientWidth - edges, item.offsetWidth) * along(list.clientHeight - edges, item.offsetHeight);
}
