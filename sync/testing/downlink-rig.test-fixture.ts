/** A box's way down against a cloud, over a real socket, with time that stands still: what the tests of the downlink share. */
import { challenge, session } from "@crema/shared/contract/sync";
import { createCloudClient } from "../box/cloud-client.ts";
import { createDownlink, type Downlink } from "../box/downlink.ts";
import { JoinGate } from "../box/join-gate.ts";
import type { DownlinkTrouble } from "../box/shape-follower.ts";
import { createJoinTokens } from "../cloud/join-token.ts";
import { createShapeHandler } from "../cloud/shape-handler.ts";
import type { CloudClient } from "../ports.ts";
import { command, id, menu } from "./documents.test-fixture.ts";
import { Loopback } from "./loopback.test-fixture.ts";
import { Changes, ManualTime } from "./manual-time.test-fixture.ts";
import { MemoryDownStore } from "./memory-down-store.test-fixture.ts";
import { MemoryShapeSource, SHAPE_NODE } from "./memory-source.test-fixture.ts";

const MAX_ROWS = 5;

export class DownlinkRig {
  readonly time = new ManualTime();
  readonly changes = new Changes();
  readonly source = new MemoryShapeSource(this.time.timers, this.changes);
  readonly joinTokens = createJoinTokens(Buffer.alloc(32, 3), () => "incarnation");
  readonly loop = new Loopback(
    createShapeHandler({ source: this.source, clock: this.time.clock, joinTokens: this.joinTokens, maxRows: MAX_ROWS }),
    this.changes,
  );
  /** Of each store's box, open from its join on. */
  readonly gates = new Map<string, JoinGate>();
  readonly store = new MemoryDownStore(this.changes);
  readonly troubles: DownlinkTrouble[] = [];
  readonly #links: Downlink[] = [];
  /** 0: a failed stream begins again at once. */
  jitter = 0;

  /** Of the store's box, which has joined. */
  gate(storeId = "s1"): JoinGate {
    const known = this.gates.get(storeId);
    if (known) return known;
    const gate = new JoinGate();
    this.gates.set(storeId, gate);
    if (this.source.joinNumber === 0) this.source.joinNumber = 1;
    this.join(storeId);
    return gate;
  }

  /** The gate opens with the token of the store's last join. */
  join(storeId = "s1"): void {
    const link = { store_id: storeId, node_id: SHAPE_NODE, epoch: 1, join_number: this.source.joinNumber, frozen_by: null };
    this.gate(storeId).open(this.joinTokens.issue(link));
  }

  connect(storeId = "s1", into = this.store): Downlink {
    const link = createDownlink({
      cloud: this.#cloudClient(storeId),
      store: into,
      storeId,
      gate: this.gate(storeId),
      clock: this.time.clock,
      timers: this.time.timers,
      random: () => this.jitter,
      report: (trouble) => {
        this.troubles.push(trouble);
        this.changes.notify();
      },
      onApplied: this.changes.notify,
    });
    this.#links.push(link);
    link.start();
    return link;
  }

  /** The box's own client, which the cloud has signed in for good. */
  #cloudClient(storeId: string): CloudClient {
    const signIn: Readonly<Record<string, object>> = {
      [challenge.path]: { nonce: "n" },
      [session.path]: { token: storeId, expires_in_s: 1_000_000_000 },
    };
    return createCloudClient({
      baseUrl: this.loop.baseUrl,
      fetch: async (input, init) => {
        const signed = signIn[new URL(`${input}`).pathname];
        return signed ? Response.json(signed) : fetch(input, init);
      },
      identity: { node_id: SHAPE_NODE },
      certificate: () => "certificate",
      gate: this.gate(storeId),
      sign: async () => "signed",
      clock: this.time.clock,
      timers: this.time.timers,
    });
  }

  /** Stops everything. Resolves to the number of timers that were left behind. */
  async close(): Promise<number> {
    for (const link of this.#links) await link.stop();
    // The cloud hears that its callers are gone; what is left then is ours.
    await this.quiet(0);
    await this.loop.close();
    return this.time.pending;
  }

  /** Inbox entries `from` to `to`. */
  fill(from: number, to: number, storeId = "s1"): void {
    for (let seq = from; seq <= to; seq++) this.source.append(storeId, seq, id(seq), command(seq));
  }

  publish(version: number, storeId = "s1"): void {
    this.source.putDocument(storeId, "menu", version, menu(storeId, version));
  }

  /** Resolves when this many shapes are held in a long poll: the links are quiet. */
  quiet(held = 2): Promise<void> {
    return this.changes.until(() => this.source.held === held);
  }

  asked(table: string): URL[] {
    return this.loop.asked.filter((url) => url.searchParams.get("table") === table);
  }
}

export function seqs(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
