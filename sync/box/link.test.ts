import { LinkState } from "@crema/shared/contract/link-status";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BACKOFF_MAX_MS,
  BACKOFF_MIN_MS,
  backoffMs,
  CONFLICT_RETRY_MS,
  CONTEST_MS,
  type Effect,
  FENCED_RETRY_MS,
  HEARTBEAT_MS,
  type Link,
  type LinkEvent,
  step,
  UNKNOWN_AGAIN_MS,
  UNKNOWN_RETRY_MS,
  UPGRADE_RETRY_MS,
} from "./link.ts";
import { RETRY_AFTER_MAX_MS, retryAfterMs } from "./retry-after.ts";

const outcome = { jitter: 0.5, retry_after_ms: null };
const okay = (changes: Partial<Extract<LinkEvent, { type: "exchange_ok" }>> = {}): LinkEvent => ({
  type: "exchange_ok",
  unsent: 0,
  behind_ms: null,
  took_ms: 100,
  ...outcome,
  ...changes,
});
const failed: LinkEvent = { type: "exchange_failed", ...outcome };
const LIVE: Link = { state: "LIVE", paused: false };
const CATCHING_UP: Link = { state: "CATCHING_UP", gaps: 0, paused: false };
const OFFLINE: Link = { state: "OFFLINE", failures: 0 };

const timerOf = (effects: readonly Effect[]) => effects.find((effect) => effect.do === "schedule")?.in_ms ?? null;
const posts = (effects: readonly Effect[]) => effects.some((effect) => effect.do === "post");

describe("the link", () => {
  test("[L1] from a start to live: connecting, catching up while something is unsent, live", () => {
    const started = step(OFFLINE, { type: "start", as: "enrolled" });
    expect(started.link.state).toBe("CONNECTING");
    expect(posts(started.effects)).toBe(true);
    const more = step(started.link, okay({ unsent: 400 }));
    expect(more.link.state).toBe("CATCHING_UP");
    expect(posts(more.effects)).toBe(true);
    expect(step(more.link, okay()).link.state).toBe("LIVE");
  });

  test("[L1] a live link with a few events still to go stays live; with more than a batch it is catching up", () => {
    expect(step(LIVE, okay({ unsent: 100 })).link.state).toBe("LIVE");
    expect(step(LIVE, okay({ unsent: 101 })).link.state).toBe("CATCHING_UP");
  });

  test("[L3] a box that does not apply its inbox for ten seconds is not live, and posts every second", () => {
    expect(step(LIVE, okay({ behind_ms: 10_000 })).link.state).toBe("LIVE");
    const deaf = step(LIVE, okay({ behind_ms: 10_001, took_ms: 0 }));
    expect(deaf.link.state).toBe("CATCHING_UP");
    expect(timerOf(deaf.effects)).toBe(1_000);
    expect(step(deaf.link, okay({ behind_ms: 0 })).link.state).toBe("CATCHING_UP");
    expect(step(deaf.link, okay()).link.state).toBe("LIVE");
  });

  test("[L2] a live link beats every five seconds, counted from the beginning of the exchange", () => {
    expect(timerOf(step(LIVE, okay({ took_ms: 1_200 })).effects)).toBe(HEARTBEAT_MS - 1_200);
    expect(timerOf(step(LIVE, okay({ took_ms: 9_000 })).effects)).toBe(BACKOFF_MIN_MS);
    expect(posts(step(LIVE, { type: "timer" }).effects)).toBe(true);
    expect(posts(step(LIVE, { type: "appended" }).effects)).toBe(true);
  });

  test("[L4] what is appended while offline waits for the timer", () => {
    expect(step(OFFLINE, { type: "appended" })).toEqual({ link: OFFLINE, effects: [] });
    expect(step(OFFLINE, { type: "timer" }).link.state).toBe("CONNECTING");
  });

  test("[L4] backoff is between 0.5 and 30 s, full jitter, doubling", () => {
    const upper = [0, 1, 2, 3, 4, 5, 60].map((failures) => backoffMs(failures, { jitter: 1, retry_after_ms: null }));
    expect(upper).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, BACKOFF_MAX_MS, BACKOFF_MAX_MS]);
    for (const failures of [0, 3, 99]) expect(backoffMs(failures, { jitter: 0, retry_after_ms: null })).toBe(BACKOFF_MIN_MS);
  });

  test("[L4] a Retry-After is a lower bound, jitter on top, and at most five minutes", () => {
    expect(backoffMs(0, { jitter: 0, retry_after_ms: 7_000 })).toBe(7_500);
    expect(backoffMs(0, { jitter: 0, retry_after_ms: 10 ** 9 })).toBe(RETRY_AFTER_MAX_MS + BACKOFF_MIN_MS);
  });

  test("[L4] a Retry-After is seconds; a date would be read by the box's own clock and counts as none", () => {
    const date = "Wed, 21 Oct 2026 07:28:00 GMT";
    expect(["20", " 7 ", "600", "-1", "1.5", "", date].map(retryAfterMs)).toEqual([20_000, 7_000, 300_000, null, null, null, null]);
    expect(retryAfterMs(null)).toBeNull();
  });

  test("[L4] a Retry-After on a good response holds posts back, also those of appended events", () => {
    const slow = step(LIVE, okay({ unsent: 5, retry_after_ms: 3_000, jitter: 0 }));
    expect(posts(slow.effects)).toBe(false);
    expect(timerOf(slow.effects)).toBe(3_000);
    expect(posts(step(slow.link, { type: "appended" }).effects)).toBe(false);
    const resumed = step(slow.link, { type: "timer" });
    expect(posts(resumed.effects)).toBe(true);
    expect(posts(step(resumed.link, { type: "appended" }).effects)).toBe(true);
  });

  test("[L4] failures count up over retries, and start again after a good exchange", () => {
    let link: Link = step(LIVE, failed).link;
    for (let i = 0; i < 3; i++) link = step(step(link, { type: "timer" }).link, failed).link;
    expect(link).toEqual({ state: "OFFLINE", failures: 4 });
    expect(step(step(step(link, { type: "timer" }).link, okay()).link, failed).link).toEqual({ state: "OFFLINE", failures: 1 });
  });

  test("[U4] a gap is answered at once, but not for ever", () => {
    let link: Link = LIVE;
    for (let i = 0; i < 3; i++) {
      const next = step(link, { type: "gap", ...outcome });
      expect(next.link.state).toBe("CATCHING_UP");
      expect(posts(next.effects)).toBe(true);
      link = next.link;
    }
    expect(step(link, { type: "gap", ...outcome }).link.state).toBe("OFFLINE");
  });

  test("[U5] a conflict is contested soon, then told every 30 s; it is final, until another box takes over", () => {
    const first = step(LIVE, { type: "conflict", ...outcome });
    expect(timerOf(first.effects)).toBe(CONTEST_MS);
    const again = step(first.link, { type: "conflict", ...outcome });
    expect(timerOf(again.effects)).toBe(CONFLICT_RETRY_MS);
    expect(step(OFFLINE, { type: "start", as: "forked" }).link.state).toBe("CONFLICT");
    for (const type of ["joined", "again", "wait", "gap", "exchange_failed", "upgrade_required", "unknown_box"] as const)
      expect(step(again.link, { type, ...outcome }).link.state).toBe("CONFLICT");
    expect(step(again.link, okay()).link.state).toBe("CONFLICT");
    expect(step(again.link, { type: "stopped" }).link.state).toBe("CONFLICT");
    expect(step(again.link, { type: "fenced", ...outcome }).link.state).toBe("FENCED");
  });

  test("[J1] after a join comes a batch at once; another join at once too, but not for ever; a cloud that is not ready is asked later", () => {
    const connecting: Link = { state: "CONNECTING", failures: 2 };
    const joined = step(connecting, { type: "joined", ...outcome });
    expect([joined.link, posts(joined.effects)]).toEqual([connecting, true]);
    let link: Link = LIVE;
    for (let i = 0; i < 3; i++) {
      const next = step(step(link, { type: "joined", ...outcome }).link, { type: "again", ...outcome });
      expect([next.link.state, posts(next.effects)]).toEqual(["CATCHING_UP", true]);
      link = next.link;
    }
    expect(step(link, { type: "again", ...outcome }).link.state).toBe("OFFLINE");
    const waits = step(LIVE, { type: "wait", jitter: 0.5, retry_after_ms: 5_000 });
    expect(waits.link.state).toBe("CONNECTING");
    expect(timerOf(waits.effects)).toBeGreaterThan(5_000);
  });

  test("[L5] an upgrade is waited for, and noticed", () => {
    const waiting = step(CATCHING_UP, { type: "upgrade_required", ...outcome });
    expect(waiting.link.state).toBe("UPGRADE_REQUIRED");
    expect(timerOf(waiting.effects)).toBe(UPGRADE_RETRY_MS);
    expect(step(waiting.link, okay()).link.state).toBe("LIVE");
  });

  test("[L1] a box that the cloud does not know asks again soon, then every 30 s, over a bad line as well", () => {
    const first = step(LIVE, { type: "unknown_box", ...outcome });
    expect(timerOf(first.effects)).toBe(UNKNOWN_AGAIN_MS);
    const again = step(first.link, { type: "unknown_box", ...outcome });
    expect(timerOf(again.effects)).toBe(UNKNOWN_RETRY_MS);
    expect(step(again.link, failed).link.state).toBe("UNKNOWN_BOX");
    expect(step(again.link, { type: "stopped" }).link.state).toBe("UNKNOWN_BOX");
    expect(step(again.link, okay()).link.state).toBe("LIVE");
  });

  test("[U7] fenced is final for the epoch, whatever is answered later, and over a restart", () => {
    expect(step(OFFLINE, { type: "start", as: "fenced" }).link.state).toBe("FENCED");
    for (const event of [okay(), failed, { type: "gap", ...outcome }, { type: "conflict", ...outcome }, { type: "stopped" }] as const) {
      expect(step({ state: "FENCED" }, event).link.state).toBe("FENCED");
    }
    expect(timerOf(step({ state: "FENCED" }, okay()).effects)).toBe(FENCED_RETRY_MS);
  });
});

const anyOutcome = { jitter: fc.double({ min: 0, max: 0.999, noNaN: true }), retry_after_ms: fc.option(fc.nat(10 ** 7)) };
const anyEnd: fc.Arbitrary<LinkEvent> = fc.oneof(
  fc.record({
    type: fc.constant("exchange_ok" as const),
    unsent: fc.nat(1_000),
    behind_ms: fc.option(fc.nat(60_000)),
    took_ms: fc.nat(10_000),
    ...anyOutcome,
  }),
  ...(["joined", "again", "wait", "exchange_failed", "gap", "fenced", "conflict", "upgrade_required", "unknown_box"] as const).map((type) =>
    fc.record({ type: fc.constant(type), ...anyOutcome }),
  ),
);

describe("the table", () => {
  const links: Link[] = [
    { state: "NOT_ENROLLED" },
    OFFLINE,
    { state: "CONNECTING", failures: 2 },
    CATCHING_UP,
    LIVE,
    { state: "FENCED" },
    { state: "CONFLICT" },
    { state: "UPGRADE_REQUIRED" },
    { state: "UNKNOWN_BOX" },
  ];
  const others: LinkEvent[] = [{ type: "start", as: "enrolled" }, { type: "appended" }, { type: "timer" }, { type: "stopped" }];

  test("[L1] is total: every state has a step for every event", () => {
    expect(links.map((link) => link.state).sort()).toEqual([...LinkState.options].sort());
    fc.assert(
      fc.property(fc.constantFrom(...links), fc.oneof(anyEnd, fc.constantFrom(...others)), (link, event) => {
        const next = step(link, event);
        expect(LinkState.options).toContain(next.link.state);
        const waits = timerOf(next.effects);
        if (waits !== null) expect(waits).toBeGreaterThanOrEqual(BACKOFF_MIN_MS);
        expect(step(link, event)).toEqual(next);
      }),
      { numRuns: 500 },
    );
  });

  test("[I7] whatever happens, a running link has an exchange under way or a timer set", () => {
    const happening = fc.oneof({ weight: 3, arbitrary: anyEnd }, fc.constant<LinkEvent>({ type: "appended" }));
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (events) => {
        let link: Link = OFFLINE;
        let posting = false;
        let timer = false;
        const take = (event: LinkEvent) => {
          const next = step(link, event);
          link = next.link;
          for (const effect of next.effects) {
            if (effect.do === "post") [posting, timer] = [true, false];
            if (effect.do === "schedule") timer = true;
            if (effect.do === "unschedule") timer = false;
          }
          expect(posting || timer).toBe(true);
        };
        take({ type: "start", as: "enrolled" });
        for (const event of events) {
          if (!posting && event.type !== "appended") {
            timer = false;
            take({ type: "timer" });
          }
          if (event.type !== "appended") posting = false;
          take(event);
        }
      }),
      { numRuns: 500 },
    );
  });
});
