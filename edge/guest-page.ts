/**
 * The guests' port, where a store has one. It may fail, and the store sells on: a port that is taken is tried again, and the sheet says so.
 */
import type { GuestSheet } from "@crema/shared/contract/guest-sheet";
import type { Clock, RandomBytes, TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { type Listening, listen } from "@crema/shared/server/listen";
import { listenFault } from "@crema/shared/server/listen-fault";
import type { Service } from "@crema/shared/server/service";
import type { Logger } from "pino";
import { buildGuestApp } from "./guest-app.ts";
import type { AppDeps } from "./http/ports.ts";
import { SERVING } from "./http/serving.ts";
import type { EdgeSettings } from "./settings.ts";
import type { Store } from "./store.ts";

export interface GuestPageDeps extends Pick<AppDeps, "pictures" | "metrics" | "newRequestId"> {
  readonly log: Logger;
  readonly settings: Pick<EdgeSettings, "guest" | "host">;
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  /** Of this machine, as phones on its network may reach it. */
  readonly lanAddresses: () => readonly string[];
}

export interface GuestPage extends Service {
  drain(): void;
  readonly sheet: AppDeps["guestSheet"];
  /** For programs on this machine; null: there is none. */
  url(): string | null;
}

const AGAIN_MS = 30_000;
const CONNECTIONS = 256;
/** A browser opens six at a time. */
const CONNECTIONS_PER_TICKET = 8;
const REQUEST_MS = 10_000;

export function createGuestPage(deps: GuestPageDeps): GuestPage {
  const { settings, store, timers, log } = deps;
  const { port, perAddress, url: publicUrl } = settings.guest;
  const host = settings.guest.host ?? settings.host;
  const onError = (error: unknown) => log.error({ err: error }, "the server of the guests' page has failed");
  let listening: Listening | null = null;
  let fault: string | null = null;
  let again: TimerHandle | null = null;
  let isStopped = false;

  async function open(): Promise<void> {
    if (port === null || isStopped) return;
    const app = buildGuestApp({ ...deps, ...store, perAddress, publicHost: publicUrl?.host ?? null });
    const limits = { connections: CONNECTIONS, perAddress: CONNECTIONS_PER_TICKET * perAddress, requestMs: REQUEST_MS };
    try {
      listening = await listen({ app, beforeApp: () => false }, { ...SERVING, host, port, timers, onError, limits });
      fault = null;
      log.info({ url: listening.url }, "the guests' page is open");
    } catch (error) {
      fault = listenFault(error, "CREMA_GUEST_PORT") ?? "The guests' page cannot be opened; the log of the box says why.";
      log.error({ err: error }, fault);
      again = timers.after(AGAIN_MS, () => void open());
    }
  }

  function addresses(): readonly string[] {
    if (publicUrl) return [publicUrl.origin];
    if (port === null) return [];
    const isAny = host === "0.0.0.0" || host === "::";
    const own = isAny ? deps.lanAddresses() : [host];
    const at = listening?.port ?? port;
    return own.map((address) => `http://${address.includes(":") ? `[${address}]` : address}:${at}`);
  }

  function read(): GuestSheet {
    const code = store.queries.guestCode();
    const profile = store.queries.menu()?.profile;
    return {
      store_name: profile?.name ?? null,
      language: profile?.settings.language ?? "en",
      links: port === null || code === null ? [] : addresses().map((address) => `${address}/#${code}`),
      fault,
    };
  }

  async function renew(): Promise<Result<GuestSheet>> {
    const set = await store.commands.setGuestCode(newCode(deps.randomBytes));
    return set.ok ? ok(read()) : set;
  }

  return {
    sheet: { read, renew },
    url: () => listening?.url ?? null,
    async start() {
      if (port === null) return;
      if (store.queries.guestCode() === null) {
        const made = await renew();
        if (!made.ok) onError(new Error(made.refusal.detail));
      }
      await open();
    },
    drain: () => listening?.drain(),
    async stop() {
      isStopped = true;
      again?.cancel();
      await listening?.stop();
    },
  };
}

/** Neither o nor l, 0 nor 1: the link stands on the sheet in letters as well. */
const CODE_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const CODE_LENGTH = 12;

const newCode = (randomBytes: RandomBytes): string =>
  [...randomBytes(CODE_LENGTH)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join("");
