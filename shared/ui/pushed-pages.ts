/**
 * A page or a list that has become shorter than what is looked at reaches is pushed: everything on it moves down, though nobody scrolled
 * and nothing was rendered. Its offset and its end are both smaller than before then; a list that springs back from beyond its end has the end it had.
 */
const listeners = new Set<(pushed: Node) => void>();
const seen = new WeakMap<Element, { readonly offset: number; readonly end: number }>();
const LISTEN = { capture: true, passive: true };

/** `tell` gets what was pushed: the page's element or a list's. Returns how to stop. */
export function onPushed(tell: (pushed: Node) => void): () => void {
  if (listeners.size === 0) window.addEventListener("scroll", look, LISTEN);
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) window.removeEventListener("scroll", look, LISTEN);
  };
}

function look({ target }: Event): void {
  const scrolled = target === document ? document.documentElement : target;
  if (!(scrolled instanceof Element)) return;
  const now = { offset: scrolled.scrollTop, end: scrolled.scrollHeight - scrolled.clientHeight };
  const before = seen.get(scrolled);
  seen.set(scrolled, now);
  if (before && now.offset < before.offset && now.end < before.end) for (const tell of listeners) tell(scrolled);
}
