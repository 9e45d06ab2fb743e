/** News of tickets that are on another page, or scrolled out of view. Each item is dropped once its ticket comes into view. */
import { useEffect, useEffectEvent, useState } from "react";

export interface Unseen<What> {
  readonly news: ReadonlyMap<string, What>;
  add(id: string, what: What): void;
  /** Brings the first of them into view. */
  show(): void;
}

const ticketOf = (id: string): HTMLElement | null => document.querySelector(`[data-order="${CSS.escape(id)}"]`);

export function useUnseen<What>(onSeen: (id: string, what: What) => void): Unseen<What> {
  const [news, setNews] = useState<ReadonlyMap<string, What>>(new Map());
  const seen = useEffectEvent((ids: readonly string[]) => {
    for (const id of ids) {
      const what = news.get(id);
      if (what !== undefined) onSeen(id, what);
    }
    setNews((before) => new Map([...before].filter(([id]) => !ids.includes(id))));
  });
  useEffect(() => {
    if (news.size === 0) return;
    const watch = new IntersectionObserver((entries) => {
      const ids = entries.flatMap(({ isIntersecting, target }) => (isIntersecting ? ((target as HTMLElement).dataset.order ?? []) : []));
      if (ids.length > 0) seen(ids);
    });
    const gone: string[] = [];
    for (const id of news.keys()) {
      const ticket = ticketOf(id);
      if (ticket) watch.observe(ticket);
      else gone.push(id);
    }
    // It has left this screen, or belongs to another station.
    if (gone.length > 0) seen(gone);
    return () => watch.disconnect();
  }, [news]);
  return {
    news,
    add: (id, what) => setNews((before) => new Map(before).set(id, what)),
    show() {
      const [first] = [...news.keys()].flatMap((id) => ticketOf(id) ?? []);
      first?.scrollIntoView({ block: "center", inline: "center" });
    },
  };
}
