import { expect, test } from "vitest";
import { hostName, path, portNumber, wholeNumber } from "./setting-types.ts";
import { describeProblems, parseSettings, setting, settingsHelp } from "./settings.ts";

const DECLARED = {
  port: setting({ name: "PORT", type: portNumber, default: "80", help: "port to listen on", note: "0: any" }),
  waitMs: setting({ name: "WAIT_S", type: wholeNumber(1, 10, 1_000), default: "2", help: "how long to wait" }),
  peer: {
    host: setting({ name: "PEER", type: hostName, secret: true, help: "the other one", unset: "alone" }),
    file: setting({ name: "PEER_FILE", type: path, onlyWith: "PEER", help: "what it reads" }),
  },
};
const parse = (env: Record<string, string>) => parseSettings(DECLARED, env, (values) => values);

test("a setting has its default in the program's unit; groups nest; empty is not set", () => {
  const unset = { port: 80, waitMs: 2_000, peer: { host: null, file: null } };
  expect(parse({ PORT: " ", PEER: "" })).toEqual({ ok: true, settings: unset });
  expect(parse({ PORT: "0", WAIT_S: " 3 ", PEER: "b", PEER_FILE: "f" })).toEqual({
    ok: true,
    settings: { port: 0, waitMs: 3_000, peer: { host: "b", file: "f" } },
  });
});

test("one that only counts with another is not looked at without it", () => {
  expect(parse({ PEER_FILE: "\0" })).toMatchObject({ ok: true, settings: { peer: { file: null } } });
  expect(parse({ PEER: "b", PEER_FILE: "\0" })).toMatchObject({ ok: false, problems: [{ name: "PEER_FILE" }] });
});

test("all that is wrong is told at once, of each setting the first, and never a secret's value", () => {
  const parsed = parseSettings(DECLARED, { PORT: "x", PEER: "hunter2 hunter2" }, (values, { isSet, problem }) => {
    if (isSet("PEER") && values.peer.file === null) problem("PEER_FILE", "a file for the peer");
    problem("PORT", "something else");
  });
  expect(parsed.ok ? "" : describeProblems(parsed.problems)).toBe(
    [
      "The settings are not right:",
      'PORT is "x": expected a whole number from 0 to 65535',
      "PEER: expected a host name or an IP address, without scheme or port",
      "PEER_FILE: expected a file for the peer",
    ].join("\n  "),
  );
});

test("a default that its own type refuses does not get as far as a program", () => {
  expect(() => setting({ name: "PORT", type: portNumber, default: "http", help: "" })).toThrow("the default of PORT is not a whole number");
});

test("the help says each one's meaning and default", () => {
  expect(settingsHelp(DECLARED)).toBe(
    [
      "  PORT       port to listen on (default 80; 0: any)",
      "  WAIT_S     how long to wait (default 2)",
      "  PEER       the other one (default: alone)",
      "  PEER_FILE  what it reads",
    ].join("\n"),
  );
});
