import { refuse } from "@crema/shared/domain/kernel/errors";
import { describe, expect, test } from "vitest";
import { UpBatch } from "../protocol/up.ts";
import { jsonResponse, orderId, orderLife, refusalResponse, UpRig } from "../testing/up-rig.test-fixture.ts";
import { EXCHANGE_MS } from "./exchange.ts";

const batchOn = (rig: UpRig): UpBatch => UpBatch.parse(rig.network.requests()[0]);

describe("the uplink", () => {
  test("[L2] posts at once what was appended, and beats every five seconds when nothing is", async () => {
    const rig = new UpRig();
    await rig.live();
    expect(rig.state).toBe("LIVE");
    await rig.append(...orderLife(1));
    expect(batchOn(rig)).toMatchObject({ from_seq: 1, head_seq: 5 });
    await rig.flush();
    expect(rig.log.acked()).toBe(5);
    await rig.time.advance(4_999);
    expect(rig.network.messages).toEqual([]);
    await rig.time.advance(1);
    expect(batchOn(rig)).toMatchObject({ from_seq: 6, events: [] });
  });

  test("[L2] one exchange at a time; what comes meanwhile goes with the next one", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.append(...orderLife(2));
    await rig.append(...orderLife(3));
    expect(rig.network.messages).toHaveLength(1);
    await rig.deliver();
    await rig.deliver();
    expect(batchOn(rig)).toMatchObject({ from_seq: 6, head_seq: 15 });
    expect(batchOn(rig).events).toHaveLength(10);
  });

  test("[U2] a long log goes in batches of a hundred; the link is catching up, then live", async () => {
    const rig = new UpRig();
    for (let n = 1; n <= 50; n++) rig.log.append(...orderLife(n));
    await rig.joined();
    expect(batchOn(rig).events).toHaveLength(100);
    await rig.deliver();
    await rig.deliver();
    expect(rig.state).toBe("CATCHING_UP");
    await rig.flush();
    expect(rig.state).toBe("LIVE");
    expect(rig.log.acknowledged).toEqual([100, 200, 250]);
    expect(rig.cloud.state.applied).toHaveLength(250);
  });

  test("[U2] a batch has at most 1 MiB of events", async () => {
    const rig = new UpRig();
    for (let n = 0; n < 20; n++) rig.log.appendBody("x".repeat(60_000));
    await rig.joined();
    expect(batchOn(rig).events).toHaveLength(17);
  });

  test("[U3] a lost response: the batch is sent again and has one effect", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.deliver();
    rig.network.cut();
    await rig.time.settle();
    expect(rig.state).toBe("OFFLINE");
    expect(rig.log.acked()).toBe(0);
    await rig.time.advance(1_000);
    await rig.flush();
    expect(rig.log.acked()).toBe(5);
    expect(rig.cloud.state.applied).toEqual([1, 2, 3, 4, 5]);
  });

  test("[U3] a late copy of an old batch raises nothing, though the log has grown since", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.time.advance(EXCHANGE_MS + 1_000);
    expect(rig.network.messages).toHaveLength(2);
    await rig.append(...orderLife(2));
    while (rig.network.messages.length > 1) await rig.deliver(1);
    expect(rig.cloud.state.link.last_seq).toBe(10);
    await rig.deliver();
    await rig.flush();
    expect(rig.cloud.state.conflicts).toEqual([]);
    expect(rig.log.acked()).toBe(10);
  });

  test("[U4] a cloud that has less than was acknowledged gets it again from the log", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.flush();
    const backup = rig.cloud.state;
    await rig.append(...orderLife(2), ...orderLife(3));
    await rig.flush();
    rig.cloud.state = backup;
    await rig.append(...orderLife(4));
    await rig.flush();
    expect(rig.cloud.state.link.last_seq).toBe(20);
    expect(rig.cloud.state.orders.size).toBe(4);
    expect(rig.log.acked()).toBe(20);
    expect(rig.state).toBe("LIVE");
  });

  test("[U4] responses that send the box back and forth end in a pause, not in a storm", async () => {
    const rig = new UpRig();
    for (let n = 1; n <= 10; n++) rig.log.append(...orderLife(n));
    rig.log.ackedSeq = 50;
    const link = { ...rig.cloud.state.link, last_seq: 50, last_hash: rig.log.entries[49]?.hash ?? "" };
    rig.cloud.state = { ...rig.cloud.state, link };
    let expected = 40;
    rig.network.server = async () => refusalResponse(refuse("sync.gap", "back", { extra: { expected_seq: expected-- } }).refusal);
    await rig.live();
    expect(rig.state).toBe("OFFLINE");
    expect(rig.network.exchanges).toBe(5);
  });

  test("[U5] only what was sent and checked is acknowledged, whatever more the cloud claims to have", async () => {
    const rig = new UpRig();
    for (let n = 1; n <= 30; n++) rig.log.append(...orderLife(n));
    await rig.joined();
    await rig.deliver();
    rig.network.tamper = (response) => ({ ...response, body: response.body.replace('"last_seq":100', '"last_seq":150') });
    await rig.deliver();
    expect(rig.log.acknowledged).toEqual([100]);
    rig.network.tamper = null;
    await rig.flush();
    expect(rig.log.acknowledged).toEqual([100, 150]);
  });

  test("[U5] a restored backup: CONFLICT, raised after the box has contested it, nothing overwritten, and the sale goes on", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.flush();
    const backup = rig.log.copy();
    const joins = rig.joins.copy(backup);
    await rig.append(...orderLife(2));
    await rig.flush();
    await rig.uplink.stop();
    rig.boot({ log: backup, joins }).start();
    await rig.flush();
    expect(rig.state).toBe("CONFLICT");
    expect(rig.cloud.state.conflicts).toEqual([]);
    await rig.time.advance(1_000);
    await rig.flush();
    expect(rig.cloud.state.conflicts).toHaveLength(1);
    backup.append(...orderLife(3));
    await rig.time.advance(120_000);
    await rig.flush();
    expect(rig.state).toBe("CONFLICT");
    expect(rig.cloud.state.orders.has(orderId(3))).toBe(false);
    expect(backup.acked()).toBe(5);
    expect(backup.head()).toBe(10);
  });

  test("[U7] a fenced box says so, sends nothing more when something is appended, and asks every minute", async () => {
    const rig = new UpRig();
    await rig.live();
    rig.cloud.state = { ...rig.cloud.state, link: { ...rig.cloud.state.link, epoch: 2 } };
    await rig.append(...orderLife(1));
    await rig.flush();
    expect(rig.statuses.at(-1)?.state).toBe("FENCED");
    await rig.append(...orderLife(2));
    expect(rig.network.messages).toEqual([]);
    await rig.time.advance(60_000);
    expect(rig.network.messages).toHaveLength(1);
    await rig.flush();
    expect(rig.cloud.state.applied).toEqual([]);
    expect(rig.uplink.status()).toMatchObject({ state: "FENCED", unsent_events: 10 });
  });

  test("[U7] a box that was fenced stays so after a restart without a line", async () => {
    const rig = new UpRig({ fenced: true });
    rig.uplink.start();
    await rig.time.settle();
    rig.network.cut();
    await rig.time.settle();
    expect(rig.statuses.map((status) => status.state)).toEqual(["FENCED", "FENCED"]);
  });

  test("[L1] a box that is not enrolled sends nothing", async () => {
    const rig = new UpRig({ identity: null });
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.time.advance(600_000);
    expect(rig.network.exchanges).toBe(0);
    expect(rig.state).toBe("NOT_ENROLLED");
    await rig.uplink.stop();
    expect(rig.time.pending()).toBe(0);
  });

  test("[L5] an edge that is ahead of the cloud waits, and goes on when the cloud is there", async () => {
    const rig = new UpRig();
    const { server } = rig.network;
    rig.network.server = async () => refusalResponse(refuse("sync.upgrade_required", "Too new.").refusal);
    rig.log.append(...orderLife(1));
    await rig.live();
    expect(rig.state).toBe("UPGRADE_REQUIRED");
    rig.network.server = server;
    await rig.time.advance(30_000);
    await rig.flush();
    expect(rig.state).toBe("LIVE");
    expect(rig.log.acked()).toBe(5);
  });

  test("[D7] a generation that was raised is stored; one that is lower is not believed", async () => {
    const rig = new UpRig();
    rig.cloud.state = { ...rig.cloud.state, link: { ...rig.cloud.state.link, generation: 4 } };
    await rig.live();
    expect(rig.log.generation()).toBe(4);
    rig.network.server = async () =>
      jsonResponse(200, { protocol_version: 1, last_seq: 0, generation: 3, inbox_head: 0, cloud_time: "2026-05-04T08:00:00.000Z" });
    await rig.time.advance(5_000);
    await rig.flush();
    expect(rig.state).toBe("OFFLINE");
    expect(rig.log.generation()).toBe(4);
  });

  test("[L3] a box is live when it has applied what was announced to it", async () => {
    const rig = new UpRig();
    rig.cloud.state = { ...rig.cloud.state, link: { ...rig.cloud.state.link, inbox_head: 2 } };
    await rig.live();
    expect(rig.state).toBe("CATCHING_UP");
    rig.log.down = { ...rig.log.down, inbox_seq: 2 };
    await rig.time.advance(1_000);
    await rig.flush();
    expect(rig.state).toBe("LIVE");
  });

  test("[L7] the clock's offset is measured to the middle of the exchange, and told to the cloud and to people", async () => {
    const rig = new UpRig();
    rig.cloudAheadMs = 180_000;
    await rig.joined();
    await rig.time.advance(400);
    await rig.deliver();
    await rig.time.advance(400);
    await rig.deliver();
    expect(rig.uplink.status()).toMatchObject({ clock_offset_ms: 180_000, clock_suspect: true, last_exchange_age_ms: 0 });
    await rig.time.advance(5_000);
    expect(batchOn(rig).heartbeat.clock_offset_ms).toBe(180_000);
  });

  test("[L7] a clock that is set in the middle of an exchange spoils no measurement", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.time.advance(5_000);
    rig.time.jump(3 * 24 * 3_600_000);
    await rig.flush();
    expect(rig.uplink.status().clock_offset_ms).toBe(0);
    await rig.time.advance(5_000);
    await rig.flush();
    expect(rig.state).toBe("LIVE");
  });
});
