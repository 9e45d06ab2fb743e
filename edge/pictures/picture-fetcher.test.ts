import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import { MAX_PICTURE_BYTES } from "@crema/shared/domain/menu/picture";
import { pictureResponse } from "@crema/shared/server/serve-picture";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ManualTimers, manualTimers } from "../box.test-fixture.ts";
import { type TestClock, testClock, testMenu } from "../store.test-fixture.ts";
import { createPictureFetcher } from "./picture-fetcher.ts";
import { openPictureFolder, type PictureFolder, sha256Of } from "./picture-folder.ts";

const [LATTE, MOCHA, TEA] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];
const MIB = 1024 * 1024;

let path: string;
let folder: PictureFolder;
let clock: TestClock;
let timers: ManualTimers;
let menu: MenuDocument | null;
let logo: string | null;
let asked: string[];
let warned: string[];
let isLive: boolean;
let free: number;
let stop: () => void | Promise<void> = () => undefined;

/** What the cloud has: the bytes say which picture and size they are. */
const bytesOf = (url: string) => Buffer.from(`picture ${url.split("/pictures/")[1]}`);
const sent = (bytes: Buffer<ArrayBuffer>) => pictureResponse({ bytes, sha256: sha256Of(bytes) }, undefined);
let cloud: (url: string) => Response | Promise<Response>;

const naming = (...pictures: string[]): MenuDocument => ({
  ...testMenu,
  items: pictures.flatMap((picture) => testMenu.items.slice(0, 1).map((item) => ({ ...item, item_id: `item-${picture[0]}`, picture }))),
});

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "crema-pictures-")), "pictures");
  folder = openPictureFolder(path, () => undefined);
  clock = testClock();
  timers = manualTimers(clock);
  menu = naming(LATTE, MOCHA);
  logo = null;
  asked = [];
  warned = [];
  isLive = true;
  free = 1000 * MIB;
  cloud = (url) => sent(bytesOf(url));
});
afterEach(async () => {
  timers.release();
  await stop();
  rmSync(join(path, ".."), { recursive: true, force: true });
});

function start(): void {
  const fetcher = createPictureFetcher({
    folder,
    menu: () => menu,
    logo: () => logo,
    cloudUrl: () => "https://cloud.test/",
    isLive: () => isLive,
    fetch: async (input) => {
      asked.push(String(input));
      return cloud(String(input));
    },
    clock,
    timers,
    random: () => 1,
    diskFreeBytes: () => free,
    minFreeDiskBytes: 64 * MIB,
    warn: (error, what) => warned.push(`${what}${error instanceof Error ? `: ${error.message}` : ""}`),
  });
  void fetcher.start();
  stop = () => fetcher.stop();
}

const has = () =>
  [LATTE, MOCHA, TEA].flatMap((picture) =>
    ([320, 960] as const).filter((size) => folder.has(picture, size)).map((size) => `${picture[0]}${size}`),
  );
const turn = () => new Promise((resolve) => setImmediate(resolve));
const until = (condition: () => void) => vi.waitFor(condition, { timeout: 5_000, interval: 2 });
const askedFor = () => asked.map((url) => url.replace(/^.*\/(.)[0-9a-f]{63}\/(\d+)\.webp$/, "$1$2"));
/** A run every five seconds, until it holds. */
const soon = (condition: () => void) =>
  until(() => {
    timers.advance(5_000);
    condition();
  });

test("a box fetches what its menu names, the small ones first, and each once", async () => {
  start();
  await until(() => expect(has()).toEqual(["a320", "a960", "b320", "b960"]));
  expect(askedFor()).toEqual(["a320", "b320", "a960", "b960"]);
  expect(asked[0]).toBe(`https://cloud.test/v1/pictures/${LATTE}/320.webp`);
  expect((await folder.read(LATTE, 320))?.bytes.toString()).toBe(`picture ${LATTE}/320.webp`);
  timers.advance(60_000);
  await turn();
  expect(asked).toHaveLength(4);
});

test("a new menu brings its pictures, and takes away those that it names no more", async () => {
  start();
  await until(() => expect(has()).toHaveLength(4));
  menu = naming(MOCHA, TEA);
  await soon(() => expect(has()).toEqual(["b320", "b960", "c320", "c960"]));
  expect(readdirSync(path)).toHaveLength(4);
});

test("the store's logo comes like a picture of the menu, and goes when the profile names it no more", async () => {
  logo = TEA;
  start();
  await until(() => expect(has()).toHaveLength(6));
  expect(askedFor()[0]).toBe("c320");
  logo = null;
  await soon(() => expect(has()).toEqual(["a320", "a960", "b320", "b960"]));
});

test("a box that starts again goes on with what it has, without what a power cut left unfinished", async () => {
  start();
  await until(() => expect(has()).toHaveLength(4));
  await stop();
  writeFileSync(join(path, `${TEA}-320-${"0".repeat(64)}.webp.unfinished`), "half");
  folder = openPictureFolder(path, () => undefined);
  asked = [];
  start();
  await until(() => expect(readdirSync(path)).toHaveLength(4));
  expect(asked).toEqual([]);
  expect(has()).toEqual(["a320", "a960", "b320", "b960"]);
});

test("a file that the disk has spoiled is not shown, and comes again", async () => {
  start();
  await until(() => expect(has()).toHaveLength(4));
  const file = join(path, readdirSync(path).find((name) => name.startsWith(`${LATTE}-320`)) ?? "");
  writeFileSync(file, Buffer.alloc(readFileSync(file).length));
  expect(await folder.read(LATTE, 320)).toBeNull();
  await soon(() => expect(has()).toHaveLength(4));
  expect((await folder.read(LATTE, 320))?.bytes.toString()).toBe(`picture ${LATTE}/320.webp`);
});

test("while the line is down, or the log is on its way, nothing is asked for", async () => {
  isLive = false;
  start();
  timers.advance(60_000);
  await turn();
  expect(asked).toEqual([]);
  isLive = true;
  await soon(() => expect(has()).toHaveLength(4));
});

test("what a menu of before named stays while no menu has come", async () => {
  start();
  await until(() => expect(has()).toHaveLength(4));
  menu = null;
  timers.advance(60_000);
  await turn();
  expect(has()).toHaveLength(4);
});

const html = () => new Response("<html>Welcome to the hotel</html>", { headers: { "content-type": "text/html" } });
const cut = (bytes: Buffer<ArrayBuffer>) => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.subarray(0, 3));
      controller.error(new TypeError("terminated"));
    },
  });
  return new Response(body, { headers: sent(bytes).headers });
};

describe("what comes instead of a picture is not stored, and the picture comes later", () => {
  test.each<[string, (bytes: Buffer<ArrayBuffer>) => Response]>([
    ["a portal's page", html],
    ["other bytes than were promised", (bytes) => new Response("something else", { headers: sent(bytes).headers })],
    ["half of it, which looks whole", (bytes) => new Response(bytes.subarray(0, 5), { headers: sent(bytes).headers })],
    ["a line cut in the middle", cut],
    ["more than a picture may have", (bytes) => new Response(new Uint8Array(MAX_PICTURE_BYTES + 1), { headers: sent(bytes).headers })],
    ["a picture without its digest", (bytes) => new Response(bytes, { headers: { "content-type": "image/webp" } })],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://elsewhere.test/" } })],
    ["an error", () => new Response("{}", { status: 500, headers: { "content-type": "application/problem+json" } })],
  ])("%s", async (_what, wrong) => {
    let times = 0;
    cloud = (url) => (url.includes(LATTE) && times++ < 2 ? wrong(bytesOf(url)) : sent(bytesOf(url)));
    start();
    await soon(() => expect(has()).toEqual(["a320", "a960", "b320", "b960"]));
    expect(readdirSync(path)).toHaveLength(4);
    expect(warned[0]).toMatch(/^picture a+-\d+ has not come/);
    for (const picture of [LATTE, MOCHA])
      for (const size of [320, 960] as const)
        expect((await folder.read(picture, size))?.bytes.toString()).toBe(`picture ${picture}/${size}.webp`);
  });

  test("a line that goes silent in the middle is given up", async () => {
    let isSilent = true;
    cloud = (url) => {
      if (!isSilent) return sent(bytesOf(url));
      isSilent = false;
      return new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) }), {
        headers: sent(bytesOf(url)).headers,
      });
    };
    start();
    await soon(() => expect(has()).toHaveLength(4));
  });
});

test("a picture that the cloud does not have keeps no other one back, and is not asked for again and again", async () => {
  const unknown = () => new Response("{}", { status: 404, headers: { "content-type": "application/problem+json" } });
  cloud = (url) => (url.includes(LATTE) ? unknown() : sent(bytesOf(url)));
  start();
  await until(() => expect(has()).toEqual(["b320", "b960"]));
  for (let minute = 0; minute < 10; minute += 1) {
    timers.advance(60_000);
    await turn();
  }
  expect(askedFor().filter((one) => one === "a320").length).toBeLessThan(8);
  expect(warned).toHaveLength(2);
});

test("a full disk: nothing is fetched, and it is said once; when there is room it goes on", async () => {
  free = 100 * MIB;
  start();
  await until(() => expect(warned).toEqual(["the disk has no room for pictures"]));
  timers.advance(5_000);
  timers.advance(5_000);
  expect(asked).toEqual([]);
  free = 1000 * MIB;
  await soon(() => expect(has()).toHaveLength(4));
  expect(warned).toHaveLength(1);
});

test("a folder that cannot be written is no fault of the box", async () => {
  writeFileSync(path, "a file where the folder would be");
  start();
  await until(() => expect(warned.length).toBeGreaterThan(0));
  rmSync(path);
  await soon(() => expect(has()).toHaveLength(4));
});
