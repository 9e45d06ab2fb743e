import { STORE } from "@crema/shared/domain/order/order.test-fixture";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingest } from "../cloud/ingest.ts";
import { MemoryCloud } from "./memory-ingest.test-fixture.ts";
import { IDENTITY, orderLife, PRINCIPAL, UpRig } from "./up-rig.test-fixture.ts";

/** What may happen between a box and the cloud. `at` picks one of the messages that are on the wire. */
type Happening =
  | { readonly type: "sale"; readonly steps: number }
  | { readonly type: "deliver" | "duplicate" | "drop" | "cut"; readonly at: number }
  | { readonly type: "time"; readonly ms: number }
  | { readonly type: "box_crash" | "box_stop" }
  | { readonly type: "cloud_fault"; readonly point: NonNullable<MemoryCloud["failAt"]> }
  | { readonly type: "disk_fault"; readonly port: "read" | "acknowledge" | "heartbeat" }
  | { readonly type: "portal" };

const pick = fc.nat(7);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("sale" as const), steps: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constant("deliver" as const), at: pick }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom("duplicate" as const, "drop" as const, "cut" as const), at: pick }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("time" as const), ms: fc.constantFrom(0, 300, 1_000, 5_000, 11_000, 45_000) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("box_crash" as const, "box_stop" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("cloud_fault" as const),
      point: fc.constantFrom("lock" as const, "prepare" as const, "apply" as const, "flush" as const, "commit" as const, "seen" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("disk_fault" as const),
      port: fc.constantFrom("read" as const, "acknowledge" as const, "heartbeat" as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "portal" as const }) },
);

/** A store under the fuzz: the rig, and how far each of its orders has come. */
class Store {
  readonly rig = new UpRig();
  orders = 0;

  async suffer(event: Happening): Promise<void> {
    const { rig } = this;
    const { network, time } = rig;
    const at = "at" in event && network.messages.length > 0 ? event.at % network.messages.length : 0;
    switch (event.type) {
      case "sale":
        this.orders += 1;
        await rig.append(...orderLife(this.orders, event.steps));
        break;
      case "deliver":
        await network.deliver(at);
        break;
      case "duplicate":
        await network.duplicate(at);
        break;
      case "drop":
        network.drop(at);
        break;
      case "cut":
        network.cut(at);
        break;
      case "time":
        await time.advance(event.ms);
        break;
      case "box_stop":
        await rig.uplink.stop();
        rig.boot().start();
        break;
      case "box_crash":
        this.#crash();
        break;
      case "cloud_fault":
        rig.cloud.failAt = event.point;
        break;
      case "disk_fault":
        rig.log.failNext = event.port;
        break;
      case "portal":
        network.tamper = (response) => {
          network.tamper = null;
          return { ...response, contentType: "text/html", body: "<html>" };
        };
        break;
    }
    await time.settle();
  }

  /** The process is gone without a word; what it had sent may still arrive. */
  #crash(): void {
    void this.rig.uplink.stop();
    this.rig.boot().start();
  }

  /** Live, and nothing left to send. */
  quiet(): boolean {
    return this.rig.state === "LIVE" && this.rig.log.acked() === this.rig.log.head();
  }

  /** The faults stop. The number of seconds until it is `done`. */
  async heal(limitS: number, done: () => boolean): Promise<number> {
    const { rig } = this;
    rig.cloud.failAt = null;
    rig.log.failNext = null;
    rig.network.tamper = null;
    for (let second = 0; second < limitS; second++) {
      await rig.flush();
      if (done()) return second;
      await rig.time.advance(1_000);
    }
    return limitS;
  }
}

describe("any schedule of faults", () => {
  test("[I1] [I3] [I7] ends with every event in the cloud once, in order, and a live link", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 60 }), async (events) => {
        const store = new Store();
        const { rig } = store;
        rig.uplink.start();
        await rig.time.settle();
        for (const event of events) {
          await store.suffer(event);
          // Nothing is acknowledged that is not on the cloud's disk, at any moment.
          expect(rig.log.acked()).toBeLessThanOrEqual(rig.cloud.state.link.last_seq);
        }
        expect(await store.heal(60, () => store.quiet())).toBeLessThan(60);
        expect(rig.cloud.state.applied).toEqual(rig.log.entries.map((entry) => entry.seq));
        expect(rig.cloud.state).toMatchObject({ quarantined: [], conflicts: [], rewound: [] });
        // The same log, ingested in one go by a cloud that saw no faults, leaves the same orders and money.
        const calm = new MemoryCloud({ store_id: STORE, node_id: IDENTITY.node_id });
        for (let from = 1; from <= rig.log.head(); from += 100) {
          const batch = {
            ...rig.cloud.heard.at(-1)!,
            protocol_version: 4,
            from_seq: from,
            head_seq: rig.log.head(),
            events: rig.log.read(from, 100, 1e9),
          };
          expect((await ingest(batch, PRINCIPAL, calm)).ok).toBe(true);
        }
        expect(rig.cloud.state.orders).toEqual(calm.state.orders);
        expect(rig.cloud.state.money).toEqual(calm.state.money);
        expect(rig.cloud.state.orders.size).toBe(store.orders);
        await rig.uplink.stop();
        expect(rig.time.pending()).toBe(0);
      }),
      { numRuns: process.env.CREMA_LONG ? 1_000 : 50 },
    );
  });

  test("[I5] after a fence nothing of the old box has an effect, whatever was on its way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 30 }), fc.array(happening, { maxLength: 30 }), async (before, after) => {
        const store = new Store();
        const { rig } = store;
        rig.uplink.start();
        for (const event of before) await store.suffer(event);
        rig.cloud.state = { ...rig.cloud.state, link: { ...rig.cloud.state.link, epoch: 2 } };
        const fenced = rig.cloud.state;
        const heard = rig.cloud.heard.length;
        for (const event of after) await store.suffer(event);
        expect(await store.heal(60, () => rig.state === "FENCED")).toBeLessThan(60);
        expect(rig.cloud.state).toEqual(fenced);
        expect(rig.cloud.heard).toHaveLength(heard);
        await rig.uplink.stop();
      }),
      { numRuns: 60 },
    );
  });
});
