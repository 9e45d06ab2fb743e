/** A part of the page whose script and words are not there from the beginning. */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useLaterWords } from "@crema/ui/words/words-context.tsx";
import { type ComponentType, type ReactNode, useEffect, useState } from "react";

/** A phone may lose its network between two pages; what did not come is asked for again until it does. */
const AGAIN_MS = 2_000;

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
}

/** Not React's `lazy`: that keeps a failure for good. */
export function Later<Props extends object>({ part, props, meanwhile }: LaterProps<Props>) {
  const { timers } = usePorts();
  const words = useLaterWords();
  const [Loaded, setLoaded] = useState(() => (words.areThere() ? part.known : null));
  useEffect(() => {
    if (Loaded) return;
    let isOver = false;
    let waiting: { cancel(): void } | null = null;
    const attempt = () => {
      Promise.all([part.load(), words.load()]).then(
        ([loaded]) => !isOver && setLoaded(() => loaded),
        () => {
          if (!isOver) waiting = timers.after(AGAIN_MS, attempt);
        },
      );
    };
    attempt();
    return () => {
      isOver = true;
      waiting?.cancel();
    };
  }, [Loaded, part, timers, words]);
  return Loaded ? <Loaded {...props} /> : meanwhile;
}
