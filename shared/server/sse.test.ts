import { describe, expect, test } from "vitest";
import type { Timers } from "../domain/kernel/clock.ts";
import { MAX_QUEUED_BYTES, type SseFrame, type SseOptions, sseResponse } from "./sse.ts";

/** A stream whose publisher and timers the test moves by hand. */
function stream(first: SseFrame[] = [], signal?: AbortSignal, closeAtOnce = false) {
  const waiting = new Set<() => void>();
  const timers: Timers = {
    after: (_ms, run) => {
      waiting.add(run);
      return { cancel: () => void waiting.delete(run) };
    },
    afterTurn: (run) => timers.after(0, run),
  };
  const state: { unsubscribed: number; send(frame: SseFrame): void; close(): void } = {
    unsubscribed: 0,
    send: () => undefined,
    close: () => undefined,
  };
  const options: SseOptions = {
    subscribe(send, close) {
      Object.assign(state, { send, close });
      for (const frame of first) send(frame);
      if (closeAtOnce) close();
      return () => void state.unsubscribed++;
    },
    heartbeatMs: 2000,
    retryMs: 1500,
    timers,
    ...(signal ? { signal } : {}),
  };
  const response = sseResponse(options);
  const beat = () => {
    for (const run of [...waiting]) {
      waiting.delete(run);
      run();
    }
  };
  return { response, state, beat, timersLeft: () => waiting.size };
}

describe("an event stream", () => {
  test("says when to reconnect, then sends what it is given, in order, until it is closed", async () => {
    const { response, state, beat, timersLeft } = stream([{ id: "1", data: "one" }]);
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(response.headers.get("cache-control")).toContain("no-store");
    state.send({ id: "2", data: '{"a":1}' });
    beat();
    state.send({ data: "no id" });
    state.close();
    expect(await response.text()).toBe('retry: 1500\n\nid: 1\ndata: one\n\nid: 2\ndata: {"a":1}\n\n:\n\ndata: no id\n\n');
    expect([state.unsubscribed, timersLeft()]).toEqual([1, 0]);
  });

  test("sends nothing after its close, whoever still tries, and closes once", async () => {
    const { response, state, beat } = stream();
    state.close();
    state.send({ data: "late" });
    beat();
    state.close();
    expect(await response.text()).toBe("retry: 1500\n\n");
    expect(state.unsubscribed).toBe(1);
  });

  test("a line break in the data cannot forge a frame", async () => {
    const { response, state } = stream();
    state.send({ data: "a\n\nid: 9\r\nb\rc" });
    state.close();
    expect(await response.text()).toBe("retry: 1500\n\ndata: a\ndata: \ndata: id: 9\ndata: b\ndata: c\n\n");
  });

  test("sends heartbeats as long as it is open", async () => {
    const { response, state, beat, timersLeft } = stream();
    beat();
    beat();
    expect(timersLeft()).toBe(1);
    state.close();
    expect(await response.text()).toBe("retry: 1500\n\n:\n\n:\n\n");
  });

  test("unsubscribes when the client goes away", async () => {
    const { response, state, timersLeft } = stream();
    await response.body?.cancel();
    state.send({ data: "to nobody" });
    expect([state.unsubscribed, timersLeft()]).toEqual([1, 0]);
  });

  test("cuts a client that does not read, and releases everything", async () => {
    const { response, state, timersLeft } = stream();
    const frame = { data: "x".repeat(64 * 1024) };
    let sent = 0;
    while (state.unsubscribed === 0 && sent < 100) {
      state.send(frame);
      sent += 1;
    }
    expect(sent).toBe(Math.floor(MAX_QUEUED_BYTES / (64 * 1024)));
    expect([state.unsubscribed, timersLeft()]).toEqual([1, 0]);
    await expect(response.text()).rejects.toThrow(/too slow/);
  });

  test("a client that reads gets any amount", async () => {
    const { response, state } = stream();
    const reader = response.body!.getReader();
    await reader.read();
    let bytes = 0;
    for (let i = 0; i < 100; i++) {
      state.send({ data: "x".repeat(64 * 1024) });
      bytes += (await reader.read()).value?.byteLength ?? 0;
    }
    expect(bytes).toBe(100 * (64 * 1024 + 8));
    expect(state.unsubscribed).toBe(0);
  });

  test("ends with its signal: at once, later, or while it subscribes", async () => {
    const stop = new AbortController();
    const open = stream([], stop.signal);
    stop.abort();
    expect([await open.response.text(), open.state.unsubscribed]).toEqual(["retry: 1500\n\n", 1]);
    const never = stream([], stop.signal);
    expect([await never.response.text(), never.state.unsubscribed]).toEqual(["", 0]);
    const brief = stream([{ data: "bye" }], undefined, true);
    expect([await brief.response.text(), brief.state.unsubscribed]).toEqual(["retry: 1500\n\ndata: bye\n\n", 1]);
  });
});
