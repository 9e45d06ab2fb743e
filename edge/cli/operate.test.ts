import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestBox, type TestBox } from "../box.test-fixture.ts";
import { parseArguments } from "./arguments.ts";
import { createBoxClient } from "./box-client.ts";
import { isDiskCommand } from "./disk.ts";
import { operate } from "./operate.ts";

let box: TestBox;

beforeAll(async () => {
  box = await openTestBox();
});
afterAll(() => box.stop());

const place = () => ({ dataDir: box.settings.dataDir, at: "2026-05-04T08:00:00.000Z" });

async function run(...argv: string[]): Promise<string> {
  const parsed = parseArguments(argv);
  if (!parsed.ok) throw new Error(parsed.fault);
  const { command } = parsed;
  if (command.name === "start" || command.name === "help" || command.name === "version" || isDiskCommand(command))
    throw new Error("not an operation");
  return operate(command, createBoxClient(box.settings.dataDir, fetch), place());
}

test("a device is paired, listed and revoked from the box's own command line", async () => {
  expect(await run("devices")).toBe("No device is paired.");
  const paired = JSON.parse(await run("pair", "--kind", "pos", "--name", "POS 1", "--json")) as { device_id: string; token: string };
  expect((await box.call("GET", "/v1/me", undefined, { token: paired.token })).json).toMatchObject({ device: { name: "POS 1" } });
  expect(await run("devices")).toContain(`${paired.device_id}  pos  POS 1  seen`);
  const rotated = JSON.parse(await run("rotate", paired.device_id, "--json")) as { device_id: string; token: string };
  expect(rotated.device_id).toBe(paired.device_id);
  expect((await box.call("GET", "/v1/me", undefined, { token: paired.token })).json.code).toBe("auth.revoked");
  expect((await box.call("GET", "/v1/me", undefined, { token: rotated.token })).json).toMatchObject({ device: { name: "POS 1" } });
  expect(await run("revoke", paired.device_id)).toBe("POS 1 (pos) is signed out for good.");
  expect((await box.call("GET", "/v1/me", undefined, { token: rotated.token })).json.code).toBe("auth.revoked");
  await expect(run("rotate", paired.device_id)).rejects.toThrow(/device\.unknown/);
  expect(await run("pair", "--kind", "board")).toMatch(/^Device .*\nToken, shown once: [\w-]{43}$/);
});

test("a tablet that shows its code is let in", async () => {
  const begun = (await box.call("POST", "/v1/pairings", { kind: "barista", name: "Bar" })).json;
  expect(await run("approve", String(begun.code))).toBe("The device may come in.");
  expect((await box.call("POST", `/v1/pairings/${begun.pairing_id}/claim`, { claim_secret: begun.claim_secret })).status).toBe(200);
});

test("how the box stands with the cloud is said in the words of its screens", async () => {
  expect(await run("status")).toMatch(/^Store main-street, epoch 1: /);
  expect(JSON.parse(await run("status", "--json"))).toMatchObject({ unsent_events: expect.any(Number) });
});

test("a refusal is printed with its code, and so is an unreachable box", async () => {
  await expect(run("approve", "000000")).rejects.toThrow(/pairing\.unknown/);
  await expect(run("enroll", "--cloud", "http://cloud.example", "--code", "x-code")).rejects.toThrow(/enroll\.store_has_box/);
  const empty = mkdtempSync(join(tmpdir(), "crema-empty-"));
  expect(() => createBoxClient(empty, fetch)).toThrow(/no box has been started/);
  rmSync(empty, { recursive: true });
  const deaf = createBoxClient(box.settings.dataDir, () => Promise.reject(new TypeError("connect ECONNREFUSED")));
  await expect(operate({ name: "devices", json: false }, deaf, place())).rejects.toThrow(/is it running\? \(connect ECONNREFUSED\)/);
});
