import { refuse } from "@crema/shared/domain/kernel/errors";
import { describe, expect, test } from "vitest";
import { UP_PATH } from "../protocol/up.ts";
import { orderLife, refusalResponse, UpRig } from "../testing/up-rig.test-fixture.ts";

describe("an uplink that joins", () => {
  test("[J2] what the cloud lacks and the log no longer has is told whole, and the log goes on from its oldest event", async () => {
    const rig = new UpRig();
    rig.log.append(...orderLife(1));
    rig.log.ackedSeq = 5;
    rig.log.oldestSeq = 3;
    await rig.live();
    await rig.flush();
    expect(rig.factPages.map((page) => page.store !== null)).toEqual([true]);
    expect([rig.state, rig.log.acked(), rig.cloud.state.link.last_seq]).toEqual(["LIVE", 5, 5]);
    expect(rig.cloud.heard.at(0)?.from_seq).toBe(3);
  });

  test.each([104, 151])(
    "[J2] what the cloud has lost is pruned from the log on its way there, up to event %i: it is told whole, and the log goes on",
    async (oldestSeq) => {
      const rig = new UpRig();
      for (let order = 1; order <= 30; order += 1) rig.log.append(...orderLife(order));
      rig.log.ackedSeq = 150;
      await rig.joined();
      // The first hundred are under way.
      rig.log.oldestSeq = oldestSeq;
      await rig.flush();
      await rig.append(...orderLife(31));
      await rig.flush();
      expect(rig.factPages.map((page) => page.store !== null)).toEqual([true]);
      expect([rig.state, rig.log.acked(), rig.cloud.state.link.last_seq]).toEqual(["LIVE", 155, 155]);
    },
  );

  test("[J2] a fork is final: over a restart, and though the log fits again", async () => {
    const rig = new UpRig();
    await rig.live();
    rig.log.append(...orderLife(1), ...orderLife(2));
    const whole = [...rig.log.entries];
    rig.uplink.appended();
    await rig.flush();
    await rig.uplink.stop();
    rig.log.entries = whole.slice(0, 5);
    rig.log.ackedSeq = 5;
    rig.boot().start();
    await rig.flush();
    expect(rig.state).toBe("CONFLICT");
    rig.log.entries = whole;
    await rig.uplink.stop();
    const { join_number } = rig.cloud.state.link;
    rig.boot().start();
    expect(rig.state).toBe("CONFLICT");
    await rig.flush();
    await rig.time.advance(60_000);
    await rig.flush();
    expect(rig.state).toBe("CONFLICT");
    expect([rig.cloud.state.link.join_number, rig.cloud.heard.filter((batch) => batch.head_seq > 10)]).toEqual([join_number, []]);
  });

  test("[J2] a byte copy of the disk: who joins first goes on, the other one is told, and what it sells stays on it", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.flush();
    await rig.uplink.stop();
    const clone = rig.log.copy();
    const joins = rig.joins.copy(clone);
    rig.boot().start();
    await rig.flush();
    await rig.uplink.stop();
    clone.append(...orderLife(2));
    rig.boot({ log: clone, joins }).start();
    await rig.flush();
    expect([rig.state, clone.acked(), rig.cloud.state.link.last_seq]).toEqual(["CONFLICT", 5, 5]);
    await rig.uplink.stop();
    rig.boot().start();
    await rig.append(...orderLife(3));
    await rig.flush();
    expect([rig.state, rig.log.acked()]).toEqual(["LIVE", 10]);
  });

  test("[J1] a join whose response was lost is asked for again as the same one, also by the next process", async () => {
    const rig = new UpRig();
    rig.uplink.start();
    await rig.deliver();
    rig.network.cut();
    await rig.time.settle();
    await rig.time.advance(1_000);
    await rig.deliver();
    rig.network.drop();
    await rig.uplink.stop();
    rig.boot();
    await rig.live();
    expect([rig.state, rig.cloud.state.link.join_number]).toEqual(["LIVE", 1]);
  });

  test("[J1] when the cloud's token has become old the box joins again, and goes on where it was", async () => {
    const rig = new UpRig();
    await rig.live();
    const { link } = rig.cloud.state;
    rig.cloud.state = { ...rig.cloud.state, link: { ...link, join_number: 0, join_nonce: null } };
    await rig.append(...orderLife(1));
    await rig.flush();
    expect([rig.state, rig.log.acked(), rig.cloud.state.link.join_number]).toEqual(["LIVE", 5, 2]);
  });

  test("[J2] the cloud has lost events that it had acknowledged: they come again from its place", async () => {
    const rig = new UpRig();
    await rig.live();
    const backup = rig.cloud.state;
    await rig.append(...orderLife(1), ...orderLife(2));
    await rig.flush();
    await rig.uplink.stop();
    rig.cloud.state = backup;
    rig.boot();
    await rig.live();
    expect([rig.state, rig.cloud.state.applied.length, rig.log.acked()]).toEqual(["LIVE", 10, 10]);
  });

  test("[J2] the cloud asks for the hash at its own place, and goes on from there", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.deliver();
    rig.network.drop();
    await rig.append(...orderLife(2));
    await rig.uplink.stop();
    expect([rig.log.acked(), rig.log.head(), rig.cloud.state.link.last_seq]).toEqual([0, 10, 5]);
    rig.boot();
    rig.uplink.start();
    await rig.flush();
    expect([rig.state, rig.log.acked(), rig.cloud.state.applied.length]).toEqual(["LIVE", 10, 10]);
  });

  test("[J1] a cloud that asks for a join again and again gets pauses, not a storm", async () => {
    const rig = new UpRig();
    rig.network.server = async (path, body) =>
      path === UP_PATH ? refusalResponse(refuse("sync.join_first", "No.").refusal) : rig.serve(body, path);
    await rig.live();
    expect(rig.state).toBe("OFFLINE");
    expect(rig.network.exchanges).toBeLessThan(12);
  });

  test("[J2] a log that does not fit right after a join contradicts what it said of itself: CONFLICT", async () => {
    const rig = new UpRig();
    await rig.live();
    let refusals = 0;
    rig.network.server = async (path, body) => {
      if (path !== UP_PATH) return rig.serve(body, path);
      refusals += 1;
      return refusalResponse(refuse("sync.conflict", "Event 1 is another one here than on the box.").refusal);
    };
    await rig.append(...orderLife(1));
    await rig.flush();
    expect([rig.state, refusals, rig.joins.isForked()]).toEqual(["CONFLICT", 2, true]);
  });
});
