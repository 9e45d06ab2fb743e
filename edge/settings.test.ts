import { expect, test } from "vitest";
import { parseConfig } from "./settings.ts";

test("every bad setting is named with its value and what was expected, all at once", () => {
  const result = parseConfig({ CREMA_EDGE_PORT: "80a", CREMA_EDGE_HOST: "http://box", LOG_LEVEL: "loud", CREMA_STAFF_SESSION_HOURS: "0" });
  expect(result).toEqual({
    ok: false,
    faults: [
      'LOG_LEVEL="loud": expected one of fatal, error, warn, info, debug, trace, silent',
      'CREMA_EDGE_HOST="http://box": expected a host name or an IP address, without scheme or port',
      'CREMA_EDGE_PORT="80a": expected a whole number from 0 to 65535',
      'CREMA_STAFF_SESSION_HOURS="0": expected a whole number from 1 to 168',
    ],
  });
});

test.each(["-1", "1.5", "1e3", "65536", "0x50", "٨٠"])("the port %s is refused", (port) => {
  expect(parseConfig({ CREMA_EDGE_PORT: port }).ok).toBe(false);
});

test("without settings the box listens on loopback; an empty setting is not set", () => {
  const result = parseConfig({ CREMA_EDGE_PORT: "", CREMA_DATA_DIR: "" });
  expect(result).toMatchObject({
    ok: true,
    config: { host: "127.0.0.1", port: 8080, dataDir: "./crema-data", staffSessionMs: 43_200_000 },
  });
});

test("settings of others in the same environment are left alone", () => {
  const result = parseConfig({ PATH: "/bin", CREMA_EDGE_PORT: "0", CREMA_EDGE_HOST: "0.0.0.0", CREMA_DATA_DIR: "/data" });
  expect(result).toMatchObject({ ok: true, config: { host: "0.0.0.0", port: 0, dataDir: "/data" } });
});
