/**
 * One call from its bytes to its response. The work, its events and the key's stored response are one transaction, and
 * the key stays in use until the response has been sent, however late that is.
 */
import { type Clock, pause, type Timers } from "@crema/shared/domain/kernel/clock";
import { authenticate, type Credentials } from "./authenticate.ts";
import type { Call, Settings } from "./call.ts";
import { CARDS } from "./cards.ts";
import { expand } from "./expand.ts";
import { type FormTree, parseForm } from "./form.ts";
import { fingerprint, inUse, type KeyUse, MAX_KEY, recall, remember } from "./idempotency.ts";
import { type Outcome, type Planned, plannedFor } from "./outcomes.ts";
import { Params } from "./params.ts";
import {
  badGateway,
  balanceInsufficient,
  invalidParam,
  lockTimeout,
  noSuch,
  rateLimited,
  refuseEarly,
  type SandboxResult,
  serverError,
} from "./results.ts";
import { cardConcerned, findRoute, type Route } from "./routes.ts";
import type { Store } from "./store.ts";
import { sweep } from "./sweep.ts";
import { deauthorized } from "./warnings.ts";

export interface ApiRequest extends Credentials {
  readonly method: string;
  readonly path: string;
  /** The query of a GET, the body of a POST. */
  readonly form: string;
  readonly idempotencyKey: string | undefined;
}

export interface Reply {
  readonly result: SandboxResult;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ApiDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly accounts: readonly string[] | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: (prefix: string) => string;
  /** Something may be due to be sent, or later to be done. */
  readonly wake: () => void;
  /** Ends the process at once. */
  readonly die: () => void;
  readonly stopping: AbortSignal;
}

export class Api {
  readonly #inUse = new Set<string>();

  constructor(private readonly ports: ApiDeps) {}

  /** A call's context for what happens without a request. */
  context(account: string): Call {
    return this.#call(account, null, null, null);
  }

  /** null: no response, the connection is cut. */
  async handle(request: ApiRequest): Promise<Reply | null> {
    const requestId = this.ports.newId("req");
    const principal = authenticate(request, (account) => this.#isConnected(account));
    if ("status" in principal) return this.#reply(request, requestId, principal);
    const found = findRoute(request.method, request.path);
    if (!found || (principal.customer && !found.route.customer)) return this.#reply(request, requestId, unknownUrl(request));
    const tree = parseForm(request.form);
    if (!tree) return this.#reply(request, requestId, refuseEarly(400, { type: "invalid_request_error", message: "Invalid form." }));
    const secretFault = principal.customer ? this.#checkSecret(principal.account, found.id, tree) : null;
    if (secretFault) return this.#reply(request, requestId, secretFault);
    const key = request.method === "POST" ? request.idempotencyKey : undefined;
    if (key === undefined) return this.#run({ request, requestId, tree, use: null, account: principal.account, ...found });
    if (key === "" || key.length > MAX_KEY) {
      return this.#reply(
        request,
        requestId,
        refuseEarly(400, { type: "idempotency_error", message: `Idempotency keys have 1 to ${MAX_KEY} characters.` }),
      );
    }
    const slot = `${principal.account}\n${key}`;
    if (this.#inUse.has(slot)) return this.#reply(request, requestId, inUse(key), { "stripe-should-retry": "true" });
    this.#inUse.add(slot);
    try {
      const use = { account: principal.account, key, path: request.path, fingerprint: fingerprint(tree) };
      return await this.#run({ request, requestId, tree, use, account: principal.account, ...found });
    } finally {
      this.#inUse.delete(slot);
    }
  }

  async #run(work: Work): Promise<Reply | null> {
    const { request, requestId, route, use } = work;
    const known = use && recall(this.ports.store, use, this.#now());
    if (known && "status" in known) return this.#reply(request, requestId, known);
    if (known) {
      this.#log(work, known.result, "replayed");
      const retry: Record<string, string> = known.result.status >= 500 ? { "stripe-should-retry": "false" } : {};
      return this.#reply(request, requestId, known.result, {
        "idempotent-replayed": "true",
        "original-request": known.requestId,
        ...retry,
      });
    }
    const planned = this.ports.store.transaction(() => plannedFor(this.ports.store, route.operation, work.account, work.id || null));
    const call = this.#call(work.account, requestId, use?.key ?? null, planned?.card ?? null);
    const outcome = this.#outcome(work, call, planned);
    const late = planned?.ms ?? this.ports.settings.lateMs;
    const early = withoutWork(outcome);
    if (early) {
      this.#log(work, early, outcome);
      return this.#reply(request, requestId, early);
    }
    if (outcome === "cut_before") return null;
    if (outcome === "late_work" && !(await this.#wait(late))) return null;
    const result = this.#work(work, outcome, planned?.card ?? null);
    this.ports.wake();
    if (outcome === "die_after_commit") this.ports.die();
    if (outcome === "cut_after" || (outcome === "late_answer" && !(await this.#wait(late)))) return null;
    if (outcome === "bad_gateway_after") return this.#reply(request, requestId, badGateway());
    const retry: Record<string, string> = result.status >= 500 ? { "stripe-should-retry": "false" } : {};
    return this.#reply(request, requestId, result, { ...(use ? { "original-request": requestId } : {}), ...retry });
  }

  /** What was due first, then the call, its events, its stored response: all or nothing. */
  #work(work: Work, outcome: Outcome, card: string | null): SandboxResult {
    const { store } = this.ports;
    return store.transaction(() => {
      const call = this.#call(work.account, work.requestId, work.use?.key ?? null, card);
      sweep((account) => ({ ...call, account, requestId: null, idempotencyKey: null, card: null }), store, call.now);
      const done = INSTEAD[outcome]?.() ?? runRoute(call, work);
      const result = outcome === "error_500_after" ? serverError() : done;
      if (work.use && result.remember) remember(store, work.use, result, work.requestId, call.now);
      this.#log(work, result, outcome, done);
      if (outcome === "die_before_commit") this.ports.die();
      return result;
    });
  }

  #outcome(work: Work, call: Call, planned: Planned | null): Outcome {
    if (planned && planned.outcome !== "ok") return planned.outcome;
    const name = planned?.card ?? cardConcerned(call, work.route, work.tree, work.id);
    const faults = name === null ? undefined : CARDS[name]?.faults;
    return (work.route.step && faults?.[work.route.step]) ?? "ok";
  }

  /** false: the sandbox stops meanwhile. */
  async #wait(ms: number): Promise<boolean> {
    await pause(this.ports.timers, ms, this.ports.stopping);
    return !this.ports.stopping.aborted;
  }

  #checkSecret(account: string, id: string, tree: FormTree): SandboxResult | null {
    const intent = this.ports.store.find(account, "payment_intent", id);
    if (intent && intent.body.client_secret === tree.client_secret) return null;
    return intent
      ? invalidParam("client_secret", "parameter_invalid_string", "The client_secret provided does not match.")
      : noSuch("payment_intent", id);
  }

  /** An account that exists and whose owner has not taken our access away. */
  #isConnected(account: string): boolean {
    const { accounts, store } = this.ports;
    return (accounts === null || accounts.includes(account)) && store.setting(deauthorized(account)) === 0;
  }

  #now(): number {
    return this.ports.clock.now() + this.ports.store.setting("clock_offset_ms");
  }

  #call(account: string, requestId: string | null, idempotencyKey: string | null, card: string | null): Call {
    const { store, settings, clock, newId } = this.ports;
    return { store, settings, account, now: this.#now(), sendingNow: clock.now(), requestId, idempotencyKey, card, newId };
  }

  #log(work: Work, result: SandboxResult, outcome: string, done: SandboxResult = result): void {
    const made = (done.body as { id?: unknown }).id;
    this.ports.store
      .prepare("INSERT INTO calls (at, account, operation, object, key, status, replayed, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        this.#now(),
        work.account,
        work.route.operation,
        work.id || (typeof made === "string" ? made : null),
        work.use?.key ?? null,
        result.status,
        outcome === "replayed" ? 1 : 0,
        outcome,
      );
  }

  #reply(request: ApiRequest, requestId: string, result: SandboxResult, headers: Record<string, string> = {}): Reply {
    return {
      result,
      headers: {
        "request-id": requestId,
        "stripe-version": request.version ?? this.ports.settings.apiVersion,
        ...(request.account ? { "stripe-account": request.account } : {}),
        ...(request.idempotencyKey ? { "idempotency-key": request.idempotencyKey } : {}),
        ...result.headers,
        ...headers,
      },
    };
  }
}

interface Work {
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly route: Route;
  readonly id: string;
  readonly tree: FormTree;
  readonly use: KeyUse | null;
  readonly account: string;
}

/** A refusal other than 402 has changed nothing: what the handler had written before it is undone. */
function runRoute(call: Call, { route, tree, id }: Work): SandboxResult {
  const params = new Params(tree);
  const paths = params.list("expand");
  const { db } = call.store;
  db.exec("SAVEPOINT route");
  const result = expand(call, route.run(call, params, id), paths);
  if (result.status >= 400 && result.status !== 402) db.exec("ROLLBACK TO route");
  db.exec("RELEASE route");
  return result;
}

/** What the endpoint answers instead of doing its work. */
const INSTEAD: Partial<Record<Outcome, () => SandboxResult>> = { error_500_before: serverError, balance_insufficient: balanceInsufficient };

function withoutWork(outcome: Outcome): SandboxResult | null {
  if (outcome === "rate_limited") return rateLimited();
  if (outcome === "lock_timeout") return lockTimeout();
  return outcome === "bad_gateway_before" ? badGateway() : null;
}

function unknownUrl({ method, path }: ApiRequest): SandboxResult {
  const message = `Unrecognized request URL (${method}: ${path}). The sandbox does not speak this part of the API, or not with this kind of key.`;
  return refuseEarly(404, { type: "invalid_request_error", message });
}
