import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestBox, staffMember, type TestBox } from "../box.test-fixture.ts";
import { createPinChecker, deriveKey } from "./pin.ts";

let box: TestBox;
let pos: { device_id: string; token: string };

beforeEach(async () => {
  box = await openTestBox();
  pos = await box.pair("pos");
});
afterEach(() => box.stop());

const signIn = (pin: string, token = pos.token) => box.call("POST", "/v1/staff/sign-in", { pin }, { token });

describe("guessing at PINs", () => {
  test("gets slower with each wrong one, and stops after the fifth", async () => {
    const seen: [string | undefined, string | null][] = [];
    for (const waitS of [0, 1, 2, 4]) {
      box.clock.advance(waitS * 1000);
      const response = await signIn("0000");
      seen.push([response.json.code, response.headers.get("retry-after")]);
      if (waitS > 0) expect((await signIn("1111")).json.code).toBe("auth.pin_locked");
    }
    box.clock.advance(4000);
    expect((await signIn("0000")).json.code).toBe("auth.pin_wrong");
    const locked = await signIn("1111");
    expect([locked.status, locked.json.code, locked.headers.get("retry-after")]).toEqual([429, "auth.pin_locked", "300"]);
    expect(seen.map(([code]) => code)).toEqual(["auth.pin_wrong", "auth.pin_wrong", "auth.pin_wrong", "auth.pin_wrong"]);
    box.clock.advance(300_000);
    expect((await signIn("1111")).status).toBe(200);
  });

  test("wrong PINs that are spread over a day lock nobody out", async () => {
    for (let slip = 0; slip < 12; slip++) {
      expect((await signIn("0000")).json).toMatchObject({ title: "Wrong PIN", detail: "Nobody at this store has it. Enter it again." });
      box.clock.advance(30 * 60_000);
    }
    expect((await signIn("1111")).status).toBe(200);
  });

  test("a hundred at once are not a hundred guesses", async () => {
    const responses = await Promise.all(Array.from({ length: 100 }, (_, n) => signIn(String(1000 + n).padStart(4, "0"))));
    const codes = responses.map((response) => response.json.code);
    expect(codes.filter((code) => code === "auth.pin_wrong")).toHaveLength(2);
    expect(codes.filter((code) => code === "auth.pin_locked")).toHaveLength(98);
  });

  test("is counted per device, and a right PIN in between does not clear the count", async () => {
    const other = await box.pair("barista");
    await signIn("0000");
    expect((await signIn("1111")).status).toBe(200);
    await signIn("0000");
    expect((await signIn("1111")).json.code).toBe("auth.pin_locked");
    expect((await signIn("1111", other.token)).status).toBe(200);
  });

  test("is cleared by a manager who is signed in on another device, and by nobody below", async () => {
    const other = await box.pair("barista");
    await signIn("0000");
    await signIn("0000");
    const unlock = (token: string, id = pos.device_id) => box.call("POST", `/v1/devices/${id}/unlock`, {}, { token });
    expect((await unlock(other.token)).json.code).toBe("auth.forbidden");
    expect((await unlock(await box.signIn(other.token, "cashier"))).json.code).toBe("auth.forbidden");
    expect((await signIn("1111")).json.code).toBe("auth.pin_locked");
    const manager = await box.signIn(other.token, "manager");
    expect((await unlock(manager, "019df200-8d93-7197-b351-9288ae906aa8")).json.code).toBe("device.unknown");
    expect((await unlock(manager)).status).toBe(204);
    expect((await signIn("1111")).status).toBe(200);
  });

  test("counts for a manager's approval as well", async () => {
    const placed = await box.place(pos.token);
    const cashier = await box.signIn(pos.token, "cashier");
    const cancel = (pin: string) =>
      box.call("POST", `/v1/orders/${placed.json.order_id}/cancel`, { reason: "no", manager_pin: pin }, { token: cashier });
    expect((await cancel("2222")).json.code).toBe("auth.pin_wrong");
    expect((await cancel("2222")).json.code).toBe("auth.pin_wrong");
    expect((await cancel("9999")).json.code).toBe("auth.pin_locked");
    expect((await box.call("GET", `/v1/orders/${placed.json.order_id}`, undefined, { token: pos.token })).json.status).toBe("PLACED");
  });

  test("a lock does not outlive a clock that was set back by years", async () => {
    for (const waitS of [0, 0, 1, 2, 4]) {
      box.clock.advance(waitS * 1000);
      await signIn("0000");
    }
    expect((await signIn("1111")).json.code).toBe("auth.pin_locked");
    box.clock.advance(-365 * 24 * 3_600_000);
    expect((await signIn("1111")).status).toBe(200);
  });
});

const noticesOf = () =>
  box.store.db
    .prepare<[], { body: string }>("SELECT body FROM events WHERE type LIKE 'staff.%' ORDER BY seq")
    .all()
    .map((row) => JSON.parse(row.body));

describe("whoever goes on guessing", () => {
  const guessUntilLocked = async () => {
    for (const waitS of [0, 1, 2, 4]) {
      expect((await signIn("0000")).json.code).toBe("auth.pin_wrong");
      box.clock.advance(waitS * 1000);
    }
    expect((await signIn("0000")).json.code).toBe("auth.pin_wrong");
    return Number((await signIn("1111")).headers.get("retry-after"));
  };

  test("is locked out for longer each time, and headquarters is told; a day later it begins again", async () => {
    const waits: number[] = [];
    for (let round = 0; round < 5; round++) {
      const wait = await guessUntilLocked();
      waits.push(wait);
      box.clock.advance(wait * 1000);
    }
    expect(waits).toEqual([300, 900, 3600, 14_400, 14_400]);
    expect(noticesOf().map((event) => [event.type, event.device_name, event.round])).toEqual(
      [1, 2, 3, 4, 5].map((round) => ["staff.pin_locked", "pos 1", round]),
    );
    expect((await signIn("1111")).status).toBe(200);
    box.clock.advance(25 * 3_600_000);
    expect(await guessUntilLocked()).toBe(300);
  });
});

describe("a PIN that two people have", () => {
  test("lets neither in, not as a manager's approval either, and headquarters is told whose it is", async () => {
    await box.publish({ staff: [await staffMember("ana", "cashier", "2222"), await staffMember("mia", "manager", "2222")] });
    for (let i = 0; i < 3; i++) expect((await signIn("2222")).json).toMatchObject({ status: 409, code: "auth.pin_shared" });
    const begun = await box.call("POST", "/v1/pairings", { kind: "board", name: "Board" });
    const approved = await box.call("POST", `/v1/pairings/${begun.json.code}/approve`, { manager_pin: "2222" }, { token: pos.token });
    expect(approved.json.code).toBe("auth.pin_shared");
    expect(noticesOf()).toMatchObject([{ type: "staff.pin_shared", staff_ids: ["ana", "mia"] }]);
    expect(JSON.stringify(noticesOf())).not.toContain("2222");
  });
});

describe("somebody who is signed in", () => {
  test("stays so with the WAN down, until the time is up", async () => {
    const token = await box.signIn(pos.token, "barista");
    expect((await box.call("GET", "/v1/me", undefined, { token })).json).toMatchObject({
      kind: "staff",
      staff: { staff_id: "ben", role: "barista" },
    });
    box.clock.advance(box.settings.staffSessionMs);
    expect((await box.call("GET", "/v1/me", undefined, { token })).json.code).toBe("auth.revoked");
  });

  test("is out when the profile no longer has them, and has the role that it says now", async () => {
    const barista = await box.signIn(pos.token, "barista");
    const cashier = await box.signIn(pos.token, "cashier");
    const ana = box.store.tables.documents.profile()?.staff.find((member) => member.staff_id === "ana");
    if (!ana) throw new Error("Ana works here");
    await box.publish({ staff: [{ ...ana, role: "manager" }] });
    expect((await box.call("GET", "/v1/me", undefined, { token: barista })).json.code).toBe("auth.revoked");
    expect((await box.call("GET", "/v1/devices", undefined, { token: cashier })).status).toBe(200);
  });

  test("is out when the profile has another PIN for them, also after having been taken out and put back", async () => {
    const token = await box.signIn(pos.token, "cashier");
    await box.publish({ staff: [] });
    await box.publish({ staff: [await staffMember("ana", "cashier", "5555")] });
    expect((await box.call("GET", "/v1/me", undefined, { token })).json.code).toBe("auth.revoked");
    expect((await signIn("2222")).json.code).toBe("auth.pin_wrong");
    box.clock.advance(1000);
    expect((await signIn("5555")).status).toBe(200);
  });

  test("is out after signing out, and the device is not", async () => {
    const token = await box.signIn(pos.token, "cashier");
    const out = await box.call("POST", "/v1/staff/sign-out", undefined, { token });
    expect([out.status, out.headers.get("set-cookie")]).toEqual([
      204,
      "crema_staff_main-street=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict",
    ]);
    expect((await box.call("GET", "/v1/me", undefined, { token })).json.code).toBe("auth.revoked");
    expect((await box.call("GET", "/v1/me", undefined, { token: pos.token })).status).toBe(200);
  });
});

describe("finding a PIN", () => {
  test("never runs more than two at once, and refuses what would wait too long", async () => {
    let running = 0;
    let most = 0;
    const checker = createPinChecker(async (...given) => {
      most = Math.max(most, ++running);
      const key = await deriveKey(...given);
      running--;
      return key;
    });
    const staff = [await staffMember("ana", "cashier", "2222")];
    const found = await Promise.all(Array.from({ length: 40 }, () => checker.find("2222", staff)));
    expect(most).toBe(2);
    const sentAway = found.filter((result) => !result.ok);
    expect(sentAway).toHaveLength(6);
    expect(sentAway[0]).toMatchObject({ refusal: { code: "request.rate_limited" } });
  });

  test("costs one hash where the PINs share a salt, and one more for each that has its own", async () => {
    let hashes = 0;
    const checker = createPinChecker((...given) => {
      hashes += 1;
      return deriveKey(...given);
    });
    const first = await staffMember("ana", "cashier", "2222");
    const same = async (staff_id: string, pin: string) => {
      const hash = (await deriveKey(pin, first.pin, 32)).toString("base64");
      return { ...first, staff_id, pin: { ...first.pin, hash } };
    };
    const sharing = [first, await same("ben", "3333"), await same("mia", "4444")];
    expect(await checker.find("4444", sharing)).toMatchObject({ value: [{ staff_id: "mia" }] });
    expect(hashes).toBe(1);
    expect(await checker.find("4444", [...sharing, await staffMember("old", "barista", "5555")])).toMatchObject({
      value: [{ staff_id: "mia" }],
    });
    expect(hashes).toBe(3);
  });

  test("skips an impossible hash", async () => {
    const good = await staffMember("ana", "cashier", "2222");
    const broken = { ...good, staff_id: "ben", pin: { ...good.pin, n: 1000 } };
    expect(await createPinChecker().find("2222", [broken, good])).toEqual({ ok: true, value: [good] });
  });
});
