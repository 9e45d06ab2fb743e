/**
 * A page or a list that has become shorter than what is looked at reaches is pushed: everything on it moves down, though nobody scrolled
 * and nothing was rendered. It is at its end then, at a smaller offset than before; by scrolling nobody gets there.
 */
const listeners = new Set<(pushed: Node) => void>();
const offsets = new WeakMap<Element, number>();
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
  const { scrollTop, clientHeight, scrollHeight } = scrolled;
  const before = offsets.get(scrolled) ?? 0;
  offsets.set(scrolled, scrollTop);
  if (scrollTop < before && scrollTop + clientHeight >= scrollHeight - 1) for (const tell of listeners) tell(scrolled);
}
