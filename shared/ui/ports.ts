/**
 * What a page uses of its browser. Made once in browser-ports.ts and passed in by each page's main.tsx, so that nothing
 * else on a page touches the browser's own clock, network or storage.
 */
import type { Clock, RandomFraction, Timers } from "@crema/shared/domain/kernel/clock";

export interface SocketHandlers {
  onOpen(): void;
  onText(text: string): void;
  /** Always called once, also when it never opened; `code` as in RFC 6455. */
  onClose(code: number): void;
}

export interface OpenSocket {
  close(): void;
}

export interface OpenChannel {
  post(message: unknown): void;
  close(): void;
}

/** Text that survives a reload of the page. Reading what was never written, or what the browser has thrown away, is null. */
export interface TextStorage {
  get(name: string): string | null;
  set(name: string, text: string): void;
  remove(name: string): void;
}

/** What the browser knows of its reader's language. */
export interface LanguagePort {
  /** BCP 47 tags, the first before the others; some browsers report one that is not valid. */
  readonly locales: readonly string[];
  /** The language that the server gave the page in; null: it did not choose one. */
  readonly served: string | null;
  /** The choice on this device; null: none. */
  chosen(): string | null;
  /** The server hears of it with the next request for a page. */
  choose(language: string): void;
}

export interface BrowserPorts {
  readonly clock: Clock;
  readonly timers: Pick<Timers, "after">;
  readonly random: RandomFraction;
  /** New for each intended write; a UUID. */
  readonly newKey: () => string;
  readonly fetch: typeof fetch;
  readonly storage: TextStorage;
  /** Like `storage`, until the tab is closed. */
  readonly tabStorage: TextStorage;
  /** `path` on the page's own server. */
  openSocket(path: string, handlers: SocketHandlers): OpenSocket;
  /** Among the windows of this browser that are open on the page's server; what is posted is heard by all others. */
  openChannel(name: string, onMessage: (message: unknown) => void): OpenChannel;
  /** Calls back when the page becomes visible, and when the device's network comes or goes; returns a function that ends that. */
  onWake(run: () => void): () => void;
  readonly origin: string;
  /** The query of the address: "?approve=…". */
  readonly search: string;
  /** What stands behind the # of the address, without it. No browser sends it to a server. */
  fragment(): string;
  /** Removes from the address what stands behind its path, so that no bookmark and no screen shows it. */
  stripAddress(): void;
  /** Leaves the page for another. */
  goTo(path: string): void;
  /** The same without a way back. */
  replaceWith(path: string): void;
  /** A BCP 47 tag, for numbers and times. */
  readonly locale: string;
  readonly language: LanguagePort;
  print(): void;
}
