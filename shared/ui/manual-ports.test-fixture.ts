/** Browser ports under a test's control: time, sockets and the network do only what the test says. */
import type { BrowserPorts, SocketHandlers } from "./ports.ts";

export interface ManualSocket extends SocketHandlers {
  readonly path: string;
  isClosed: boolean;
}

export interface ManualPorts extends BrowserPorts {
  readonly sockets: ManualSocket[];
  readonly texts: Map<string, string>;
  advance(ms: number): void;
  wake(): void;
}

const textsIn = (texts: Map<string, string>): BrowserPorts["storage"] => ({
  get: (name) => texts.get(name) ?? null,
  set: (name, text) => void texts.set(name, text),
  remove: (name) => void texts.delete(name),
});

export function manualPorts(changes: Partial<BrowserPorts> = {}): ManualPorts {
  let now = 1_000_000;
  let keys = 0;
  const waiting = new Set<{ due: number; run: () => void }>();
  const wakers = new Set<() => void>();
  const sockets: ManualSocket[] = [];
  const texts = new Map<string, string>();
  return {
    clock: { now: () => now, monotonic: () => now },
    timers: {
      after(ms, run) {
        const entry = { due: now + ms, run };
        waiting.add(entry);
        return { cancel: () => void waiting.delete(entry) };
      },
    },
    random: () => 1,
    newKey: () => `key-${++keys}`,
    fetch: () => Promise.reject(new Error("no network")),
    storage: textsIn(texts),
    tabStorage: textsIn(new Map()),
    openSocket(path, handlers) {
      const socket: ManualSocket = { ...handlers, path, isClosed: false };
      sockets.push(socket);
      return {
        close() {
          socket.isClosed = true;
        },
      };
    },
    openChannel: () => ({ post: () => {}, close: () => {} }),
    onWake(run) {
      wakers.add(run);
      return () => void wakers.delete(run);
    },
    origin: "http://box.test",
    search: "",
    fragment: () => "",
    stripAddress: () => {},
    goTo: () => {},
    replaceWith: () => {},
    locale: "en-GB",
    language: { locales: ["en-GB"], served: null, chosen: () => null, choose: () => {} },
    print: () => {},
    ...changes,
    sockets,
    texts,
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...waiting].filter((entry) => entry.due <= end).sort((a, b) => a.due - b.due);
        if (!next) break;
        waiting.delete(next);
        now = next.due;
        next.run();
      }
      now = end;
    },
    wake() {
      for (const run of [...wakers]) run();
    },
  };
}
