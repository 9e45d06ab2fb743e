/**
 * The payment sandbox in one call: a server on loopback that speaks the part of Stripe's API that an ordering system uses, so
 * that the official SDK runs against it unchanged. Its books are in `dir` and survive whatever ends the process.
 */
import { type Clock, iso, type RandomBytes, type Timers } from "@crema/shared/domain/kernel/clock";
import { systemClock, systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import Stripe from "stripe";
import { Api } from "./api.ts";
import type { Endpoint, Settings } from "./call.ts";
import { Control } from "./control.ts";
import { DueTimer } from "./due-timer.ts";
import { createIds } from "./ids.ts";
import { close, listen } from "./server.ts";
import { Store } from "./store.ts";
import { WebhookSender } from "./webhooks.ts";

export interface SandboxOptions {
  readonly dir: string;
  readonly host?: string;
  /** 0 (default): any free one. */
  readonly port?: number;
  readonly endpoints?: readonly Endpoint[];
  /** The connected accounts that exist; default: any that has the right form. */
  readonly accounts?: readonly string[];
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly randomBytes?: RandomBytes;
  readonly fetch?: typeof globalThis.fetch;
  /** How long a hold lasts: 7 days. */
  readonly holdMs?: number;
  /** Of pm_sandbox_holdExpires: 2 s. */
  readonly shortHoldMs?: number;
  /** How long a refund stays pending, or seems to have succeeded: 1 s. */
  readonly settleMs?: number;
  /** How late a late response is: 30 s. */
  readonly lateMs?: number;
  readonly retryDelaysMs?: readonly number[];
  readonly webhookTimeoutMs?: number;
  /** Webhooks on their way to one endpoint at most: 20. */
  readonly webhooksAtOnce?: number;
  /** Ends the process at once, without any clean-up; only a process of the sandbox's own has it. */
  readonly die?: () => void;
  readonly onError?: (error: unknown) => void;
}

export interface Sandbox {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly control: Control;
  /** Calls that wait are cut; webhooks on their way are sent again after the next start. */
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;
const RETRY_DELAYS_MS = [1_000, 5_000, 30_000, 300_000, 3_600_000];

/** Rejects when the port is taken, or when another sandbox has the directory. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock = systemClock, timers = systemTimers, host = "127.0.0.1" } = options;
  const endpoints: Endpoint[] = [...(options.endpoints ?? [])];
  const stopping = new AbortController();
  let url = "";
  const settings: Settings = {
    apiVersion: Stripe.API_VERSION,
    endpoints,
    holdMs: options.holdMs ?? 7 * DAY_MS,
    shortHoldMs: options.shortHoldMs ?? 2_000,
    settleMs: options.settleMs ?? 1_000,
    lateMs: options.lateMs ?? 30_000,
    retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
    webhookTimeoutMs: options.webhookTimeoutMs ?? 10_000,
    webhooksAtOnce: options.webhooksAtOnce ?? 20,
    publicUrl: () => url,
  };
  const die = options.die ?? (() => refuseToDie(clock));
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  const store = new Store(options.dir);
  const sender = new WebhookSender({ store, settings, clock, timers, fetch: options.fetch ?? globalThis.fetch, die });
  const wake = () => {
    sender.wake();
    due.set();
  };
  const api = new Api({
    store,
    settings,
    accounts: options.accounts ?? null,
    clock,
    timers,
    newId: createIds(options.randomBytes ?? systemRandomBytes),
    wake,
    die,
    stopping: stopping.signal,
  });
  const contextFor = (account: string) => api.context(account);
  const due = new DueTimer(store, timers, contextFor, () => sender.wake());
  const control = new Control({
    store,
    endpoints,
    contextFor,
    sweepNow: () => due.run(),
    wake,
    quiet: () => sender.quiet(),
    canDie: options.die !== undefined,
  });
  const { server, port } = await listen({ api, control, store, onError }, host, options.port ?? 0).catch((error: unknown) => {
    store.close();
    throw error;
  });
  url = `http://${host}:${port}`;
  due.run();
  return {
    url,
    host,
    port,
    control,
    async stop() {
      stopping.abort();
      due.stop();
      await sender.stop();
      await close(server);
      store.close();
    },
  };
}

function refuseToDie(clock: Clock): never {
  throw new Error(`asked to die at ${iso(clock.now())}, but this process is not the sandbox's own`);
}
