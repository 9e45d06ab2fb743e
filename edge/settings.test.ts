import { describeProblem } from "@crema/shared/server/settings";
import { expect, test } from "vitest";
import { parseEdgeSettings } from "./settings.ts";

test("every bad setting is named with its value and what was expected, all at once", () => {
  const given = { CREMA_EDGE_PORT: "80a", CREMA_EDGE_HOST: "http://box", LOG_LEVEL: "loud", CREMA_STAFF_SESSION_HOURS: "0" };
  const result = parseEdgeSettings(given);
  expect(result.ok ? [] : result.problems.map(describeProblem)).toEqual([
    'CREMA_EDGE_HOST is "http://box": expected a host name or an IP address, without scheme or port',
    'CREMA_EDGE_PORT is "80a": expected a whole number from 0 to 65535',
    'LOG_LEVEL is "loud": expected one of fatal, error, warn, info, debug, trace, silent',
    'CREMA_STAFF_SESSION_HOURS is "0": expected a whole number from 1 to 168',
  ]);
});

test("a token that is too short is named, not shown", () => {
  const result = parseEdgeSettings({ CREMA_METRICS_TOKEN: "hunter2" });
  expect(result.ok ? [] : result.problems.map(describeProblem)).toEqual(["CREMA_METRICS_TOKEN: expected 16 to 512 printable characters"]);
});

test.each(["-1", "1.5", "1e3", "65536", "0x50", "٨٠"])("the port %s is refused", (port) => {
  expect(parseEdgeSettings({ CREMA_EDGE_PORT: port }).ok).toBe(false);
});

test("without settings the box listens on loopback; an empty setting is not set", () => {
  const result = parseEdgeSettings({ CREMA_EDGE_PORT: "", CREMA_DATA_DIR: "" });
  expect(result).toMatchObject({
    ok: true,
    settings: { host: "127.0.0.1", port: 8080, dataDir: "./crema-data", staffSessionMs: 43_200_000 },
  });
});

test("settings of others in the same environment are left alone", () => {
  const result = parseEdgeSettings({ PATH: "/bin", CREMA_EDGE_PORT: "0", CREMA_EDGE_HOST: "0.0.0.0", CREMA_DATA_DIR: "/data" });
  expect(result).toMatchObject({ ok: true, settings: { host: "0.0.0.0", port: 0, dataDir: "/data" } });
});
