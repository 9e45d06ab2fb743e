import { iso } from "@crema/shared/domain/kernel/clock";
import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import { afterEach, describe, expect, test } from "vitest";
import { createBoxClock } from "./box-clock.ts";
import { approved, cashier, codeOf, openTestStore, type TestClock, type TestStore, unwrap } from "./store.test-fixture.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONDAY = Date.parse("2026-05-04T08:00:00.000Z");
const at = (ms: number) => new Date(ms).toISOString();

describe("the store's time [L7]", () => {
  const knownTime = { trusted_at: at(MONDAY), clock_offset_ms: 0 };

  test("is carried on by the monotonic clock, whatever is done to the machine's", async () => {
    const time = createManualTime(MONDAY + 3 * DAY_MS);
    const clock = createBoxClock(time.clock, { trusted_at: null, clock_offset_ms: null });
    clock.trust(MONDAY);
    await time.advance(HOUR_MS);
    time.jump(-3 * DAY_MS);
    expect([clock.now(), clock.offsetMs(), clock.state()]).toEqual([MONDAY + HOUR_MS, 0, "CONFIRMED"]);
    time.jump(5 * DAY_MS);
    await time.advance(HOUR_MS);
    expect([clock.now(), clock.offsetMs()]).toEqual([MONDAY + 2 * HOUR_MS, -5 * DAY_MS]);
  });

  test("of a machine that was asleep is unconfirmed until the cloud or a manager says it: the clock that carries it on stood still", async () => {
    const time = createManualTime(MONDAY);
    const told: string[] = [];
    const clock = createBoxClock(time.clock, knownTime, () => told.push(clock.state()));
    clock.trust(MONDAY);
    await time.advance(HOUR_MS);
    time.jump(MINUTE_MS);
    expect(clock.state()).toBe("CONFIRMED");
    time.jump(-2 * HOUR_MS);
    expect(clock.state()).toBe("CONFIRMED");
    time.jump(8 * HOUR_MS);
    expect([clock.state(), clock.now()]).toEqual(["UNCONFIRMED", MONDAY + HOUR_MS]);
    expect(told).toEqual(["CONFIRMED", "UNCONFIRMED"]);
    clock.trust(MONDAY + HOUR_MS);
    expect(clock.state()).toBe("CONFIRMED");
    await time.advance(HOUR_MS);
    expect(clock.state()).toBe("CONFIRMED");
  });

  test("after a power cut without a battery is never before the newest trusted one, and says that it is lost", async () => {
    const time = createManualTime(MONDAY - DAY_MS);
    const clock = createBoxClock(time.clock, knownTime);
    expect([clock.now(), clock.state()]).toEqual([MONDAY, "LOST"]);
    await time.advance(MINUTE_MS);
    expect(clock.now()).toBe(MONDAY + MINUTE_MS);
  });

  test("after a start is the machine's by the last known offset, not confirmed, and no step of it moves the day", () => {
    const time = createManualTime(MONDAY + 9 * HOUR_MS);
    const clock = createBoxClock(time.clock, { trusted_at: at(MONDAY), clock_offset_ms: -HOUR_MS });
    expect([clock.now(), clock.state()]).toEqual([MONDAY + 8 * HOUR_MS, "UNCONFIRMED"]);
    time.jump(DAY_MS);
    expect(clock.now()).toBe(MONDAY + 8 * HOUR_MS);
  });

  test("a future time that was never trusted is no lower bound: the cloud's time brings the present back", () => {
    const time = createManualTime(MONDAY + 30 * DAY_MS);
    const told: string[] = [];
    const clock = createBoxClock(time.clock, knownTime, () => told.push(clock.state()));
    expect([clock.now(), clock.state()]).toEqual([MONDAY + 30 * DAY_MS, "UNCONFIRMED"]);
    clock.trust(MONDAY + HOUR_MS);
    expect([clock.now(), told]).toEqual([MONDAY + HOUR_MS, ["CONFIRMED"]]);
  });
});

describe("a box that lost its clock in the night, with the WAN down [L7]", () => {
  let store: TestStore;
  afterEach(() => store.dispose());

  /** Trusted on Monday 10:00 in Berlin and for an hour after; then the power is cut, and the machine comes up at `machineMs`. */
  async function afterPowerCut(machineMs: number): Promise<TestStore> {
    store = await openTestStore();
    await store.sync.link.noteExchange(0);
    store.clock.advance(HOUR_MS);
    await store.sync.link.saveTime();
    let machine = machineMs;
    let monotonic = 0;
    const clock: TestClock = {
      now: () => machine,
      monotonic: () => monotonic,
      advance(ms) {
        machine += ms;
        monotonic += ms;
      },
    };
    await store.close();
    const again = await openTestStore({ path: store.path, clock });
    const disposeFirst = store.dispose;
    store = {
      ...again,
      async dispose() {
        await again.dispose();
        await disposeFirst();
      },
    };
    return store;
  }

  test("keeps the day of the last trusted time, and what it books names its clock", async () => {
    await afterPowerCut(Date.parse("1970-01-01T00:00:00.000Z"));
    expect(store.time.state()).toBe("LOST");
    const order = await store.placed();
    expect([order.business_day, order.created_at]).toEqual(["2026-05-04", "2026-05-04T09:00:00.000Z"]);
    const body = JSON.parse(store.sync.log.read(1, 1, 1)[0]?.body ?? "{}") as Record<string, unknown>;
    expect(body).toMatchObject({ v: PROTOCOL_VERSION, raw_at: "1970-01-01T00:00:00.000Z", clock_offset_ms: MONDAY + HOUR_MS });
  });

  test("a manager says what time it is: an event, and days, promises and the newest trusted time go by it", async () => {
    await afterPowerCut(MONDAY - DAY_MS);
    const said = { local_time: "2026-05-05T09:30", manager_pin: null };
    expect(codeOf(await store.commands.confirmTime(said, cashier))).toBe("auth.manager_required");
    expect(codeOf(await store.commands.confirmTime({ ...said, local_time: "2026-05-03T09:30" }, approved))).toBe("clock.impossible");
    expect(codeOf(await store.commands.confirmTime({ ...said, local_time: "2027-05-05T09:30" }, approved))).toBe("clock.impossible");
    unwrap(await store.commands.confirmTime(said, approved));
    expect(store.time.state()).toBe("CONFIRMED");
    // Before the minute in which it is stored anyway: the power may fail again.
    expect(store.tables.box.box()).toMatchObject({ trusted_at: "2026-05-05T07:30:00.000Z", clock_offset_ms: store.time.offsetMs() });
    expect(JSON.parse(store.sync.log.read(1, 1, 1)[0]?.body ?? "{}")).toMatchObject({
      type: "clock.confirmed",
      at: "2026-05-05T07:30:00.000Z",
      taken_at: "2026-05-04T09:00:00.000Z",
      actor: { kind: "manager_approval" },
    });
    const order = await store.placed();
    expect([order.business_day, order.promised_at]).toEqual(["2026-05-05", "2026-05-05T07:35:00.000Z"]);
    // Mistyped: the same manager puts it right. Once the cloud is heard nobody has to, or may.
    unwrap(await store.commands.confirmTime({ ...said, local_time: "2026-05-05T09:35" }, approved));
    expect(iso(store.time.now())).toBe("2026-05-05T07:35:00.000Z");
    await store.sync.link.noteExchange(store.time.offsetMs() ?? 0);
    const late = await store.commands.confirmTime({ ...said, local_time: "2026-05-06T09:35" }, approved);
    expect([codeOf(late), iso(store.time.now())]).toEqual(["clock.known", "2026-05-05T07:35:00.000Z"]);
  });

  test("three days off, with an error that changes during the outage and over midnight: the day turns when it is midnight at the store", async () => {
    store = await openTestStore();
    store.clock.advance(3 * DAY_MS);
    await store.sync.link.noteExchange(-3 * DAY_MS);
    const machine = store.clock as TestClock & { now: () => number };
    const wall = machine.now;
    // NTP sets the machine right while the WAN is down; durations do not notice.
    machine.now = () => wall() - 3 * DAY_MS;
    expect((await store.placed()).business_day).toBe("2026-05-04");
    machine.now = () => wall() + 40 * DAY_MS;
    // 10:00 + 17:54 = 03:54 on Tuesday: the cut-off is at 04:00.
    store.clock.advance(17 * HOUR_MS + 54 * MINUTE_MS);
    expect((await store.placed()).business_day).toBe("2026-05-04");
    store.clock.advance(6 * MINUTE_MS);
    expect((await store.placed()).business_day).toBe("2026-05-05");
  });
});
