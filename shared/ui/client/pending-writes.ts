/**
 * Idempotency keys. A write (pay this order, place this cart) gets its key when it is first tried, and keeps it for every
 * retry, also after a reload of the page, until the server has responded. A lost response settles nothing, so the key
 * stays; a different body under the same name is a new write with a new key.
 */
import type { BrowserPorts } from "../ports.ts";
import { ApiError } from "./unwrap.ts";

interface Tried {
  readonly key: string;
  readonly contents: string;
}

export interface PendingWrites {
  /**
   * `name` identifies a write that the page makes at most once at a time ("place", "tender:<order>"); `contents` is what
   * is sent.
   */
  run<T>(name: string, contents: unknown, send: (key: string) => Promise<T>): Promise<T>;
  /** What was sent in the last try under this name while its outcome is unknown; null when there is no such try. */
  pending(name: string): unknown;
  /** Whoever knows what became of it means the next one as another, also where it is the same. */
  forget(name: string): void;
}

const at = (name: string) => `crema.intent.${name}`;

export function createPendingWrites({ storage, newKey }: Pick<BrowserPorts, "storage" | "newKey">): PendingWrites {
  const triedAs = (name: string): Tried | null => {
    const text = storage.get(at(name));
    return text === null ? null : (JSON.parse(text) as Tried);
  };
  return {
    async run(name, contents, send) {
      const text = JSON.stringify(contents);
      const before = triedAs(name);
      const key = before?.contents === text ? before.key : newKey();
      storage.set(at(name), JSON.stringify({ key, contents: text } satisfies Tried));
      try {
        const response = await send(key);
        storage.remove(at(name));
        return response;
      } catch (error) {
        if (error instanceof ApiError && error.settled) storage.remove(at(name));
        throw error;
      }
    },
    pending(name) {
      const before = triedAs(name);
      return before && JSON.parse(before.contents);
    },
    forget: (name) => storage.remove(at(name)),
  };
}
