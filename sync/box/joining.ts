/**
 * The box's side of a join (J1): says where its disk stands, and does what the cloud's plan asks. The nonce is on the disk before the
 * cloud hears of it, so that a join whose response was lost is asked for again as the same one.
 */
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { BoxIdentity, JoinDisk } from "../ports.ts";
import { FACTS_PATH, type FactsRequest, REBUILD_PATH, type RebuildRequest } from "../protocol/hand-back.ts";
import { JOIN_PATH, type JoinRequest, type JoinResponse } from "../protocol/join.ts";
import type { Heartbeat } from "../protocol/up.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import type { JoinGate } from "./join-gate.ts";

/** What follows from a plan. `resendFrom`: where the log goes on, when that is not after what was acknowledged. */
export type JoinEnd =
  | { readonly kind: "joined"; readonly resendFrom: number | null }
  | { readonly kind: "again" }
  /** One of several pages has been taken; the next one goes at once. */
  | { readonly kind: "page" }
  | { readonly kind: "forked"; readonly detail: string }
  | { readonly kind: "wait"; readonly detail: string; readonly retry_after_ms: number };

/** What is asked of the cloud, and of what join. `timeoutMs`: null for that of any exchange. */
export interface Asked {
  readonly join: JoinRequest;
  readonly path: string;
  readonly body: JoinRequest | RebuildRequest | FactsRequest;
  readonly timeoutMs: number | null;
}

/** What a store has applied in weeks takes its time. */
const HAND_BACK_MS = 60_000;

interface Facts {
  readonly after: string | null;
  readonly oldest_seq: number;
}

export class Joining {
  /** The place in the log that the cloud has asked for. */
  #locate: number | null = null;
  /** The cloud was put back and wants the inbox from after that entry. */
  #handBack: number | null = null;
  /** The cloud wants whole facts: after that order, from before that event. */
  #facts: Facts | null = null;

  constructor(
    private readonly disk: JoinDisk,
    private readonly gate: JoinGate,
    private readonly newNonce: IdSource,
  ) {}

  /** What is to be posted now, and where. */
  async ask(identity: BoxIdentity, heartbeat: Heartbeat): Promise<Asked> {
    const after = this.#handBack;
    const facts = this.#facts;
    if (facts !== null) this.#locate = facts.oldest_seq - 1;
    const join = await this.request(identity, heartbeat);
    // Pruned in the middle: what those events told is in no page that was sent.
    if (facts !== null && join.log.oldest_seq !== facts.oldest_seq) this.#facts = null;
    else if (facts !== null) {
      const page = this.disk.facts(facts.after);
      return { join, path: FACTS_PATH, body: { join, page }, timeoutMs: HAND_BACK_MS };
    }
    if (after === null) return { join, path: JOIN_PATH, body: join, timeoutMs: null };
    return { join, path: REBUILD_PATH, body: { join, ...this.disk.handBack(after) }, timeoutMs: HAND_BACK_MS };
  }

  private async request({ node_id, store_id, epoch }: BoxIdentity, heartbeat: Heartbeat): Promise<JoinRequest> {
    const nonce = await this.disk.nonce(this.newNonce());
    const sender = { protocol_version: PROTOCOL_VERSION, node_id, store_id, epoch, epoch_certificate: this.disk.certificate() };
    return { ...sender, ...this.disk.position(this.#locate), nonce, contested: this.disk.isForked(), heartbeat };
  }

  /** Commits what the plan says; the token opens the way down only when it is on the disk which join it was. */
  async follow(asked: JoinRequest, planned: JoinResponse): Promise<JoinEnd> {
    const located = this.#locate;
    this.#facts = null;
    this.#locate = null;
    this.#handBack = null;
    switch (planned.plan) {
      case "continue":
      case "resend": {
        if (this.disk.isForked()) return { kind: "forked", detail: "the history of this disk has ended" };
        const { inbox_chain, epoch_certificate, generation } = planned;
        const name = { number: planned.join.number, nonce: asked.nonce };
        await this.disk.joined({ name, inbox_seq: asked.inbox.seq, inbox_chain, epoch_certificate, generation });
        this.gate.open(planned.join.token);
        return { kind: "joined", resendFrom: planned.plan === "resend" ? planned.last_seq + 1 : null };
      }
      case "locate":
        this.#locate = planned.seq;
        return { kind: "again" };
      case "fork":
        return { kind: "forked", detail: planned.detail };
      case "wait":
        return { kind: "wait", detail: planned.detail, retry_after_ms: planned.retry_after_s * 1000 };
      case "rebuild":
        this.#handBack = planned.after_seq;
        // The cloud asks for it again, and has asked already.
        this.#locate = located;
        return { kind: "again" };
      case "facts":
        this.#facts = { after: planned.after, oldest_seq: planned.oldest_seq };
        return planned.after === null ? { kind: "again" } : { kind: "page" };
    }
  }
}
