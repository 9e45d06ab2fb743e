/** A part of the page whose script and words are not there from the beginning. */
import type { BrowserPorts } from "@crema/ui/ports.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useLaterWords } from "@crema/ui/words/words-context.tsx";
import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { herePath } from "./route.ts";

/** A phone may lose its network between two pages; what did not come is asked for again until it does. */
const AGAIN_MS = 2_000;
/** No oftener than this, where a script stays away although its server is there. */
const RELOAD_EVERY_MS = 30_000;
const RELOADED = "crema.reloaded";

/** Its script, and what came of it. */
export class Part<Props extends object> {
  known: ComponentType<Props> | null = null;

  constructor(private readonly fetchIt: () => Promise<ComponentType<Props>>) {}

  async load(): Promise<ComponentType<Props>> {
    this.known ??= await this.fetchIt();
    return this.known;
  }
}

export type PropsOf<P> = P extends Part<infer Props> ? Props : never;

interface LaterProps<Props extends object> {
  readonly part: Part<Props>;
  readonly props: Props;
  /** Shown until the script is there. */
  readonly meanwhile: ReactNode;
  /** Shown instead once a try has failed; it is gone by itself when one succeeds. */
  readonly trouble: ReactNode;
}

/** Not React's `lazy`: that keeps a failure for good. */
export function Later<Props extends object>({ part, props, meanwhile, trouble }: LaterProps<Props>) {
  const ports = usePorts();
  const { timers } = ports;
  const words = useLaterWords();
  const [Loaded, setLoaded] = useState(() => (words.areThere() ? part.known : null));
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (Loaded) return;
    let isOver = false;
    let waiting: { cancel(): void } | null = null;
    const attempt = () => {
      Promise.all([part.load(), words.load()]).then(
        ([loaded]) => !isOver && setLoaded(() => loaded),
        () => {
          if (isOver) return;
          setFailed(true);
          waiting = timers.after(AGAIN_MS, () => void reloadOnceThere(ports).then(() => !isOver && attempt()));
        },
      );
    };
    attempt();
    return () => {
      isOver = true;
      waiting?.cancel();
    };
  }, [Loaded, part, ports, timers, words]);
  if (Loaded) return <Loaded {...props} />;
  return hasFailed ? trouble : meanwhile;
}

/**
 * A browser remembers that a script did not come, and does not ask for it again in the same page; and after a release its name is another
 * one. What was typed and chosen outlives it.
 */
async function reloadOnceThere({ fetch, origin, clock, tabStorage, replaceWith }: BrowserPorts): Promise<void> {
  if (clock.now() - Number(tabStorage.get(RELOADED) ?? 0) < RELOAD_EVERY_MS) return;
  const isThere = await fetch(`${origin}/app/manifest.webmanifest`, { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isThere) return;
  tabStorage.set(RELOADED, String(clock.now()));
  replaceWith(herePath());
}
