import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ERRORS } from "@crema/shared/domain/kernel/errors";
import { typesOf } from "@crema/tools/words/argument-types";
import { argumentsOf } from "@crema/tools/words/compile";
import { splitTexts } from "@crema/tools/words/first-keys";
import { readNamedTexts } from "@crema/tools/words/named-texts";
import { readPageWords } from "@crema/tools/words/page-words";
import { pseudoTexts } from "@crema/tools/words/pseudo";
import { LANGUAGES, ROOT, readTexts, textsOfPage, wordFolders } from "@crema/tools/words/read-words";
import { describe, expect, test } from "vitest";

const folders = wordFolders();
/** Written by store and cloud, and so with neither's pages. */
const RECEIPTS = "shared/domain/receipt/words";
const words = readPageWords();

describe("what pages say", () => {
  test("is in every language, with the same arguments", () => {
    const told = (folder: string, language: (typeof LANGUAGES)[number]) =>
      Object.entries(readTexts(folder, language)).map(([key, text]) => [key, Object.fromEntries(argumentsOf(key, text))]);
    for (const folder of [...folders, RECEIPTS]) {
      for (const language of LANGUAGES) expect([folder, language, told(folder, language)]).toEqual([folder, language, told(folder, "en")]);
    }
  });
  test("has types that are up to date (npm run words)", () => {
    const old = folders.filter((folder) => readFileSync(join(ROOT, folder, "messages.d.ts"), "utf8") !== typesOf(folder));
    expect(old).toEqual([]);
  });
  test("is said by some page", () => expect(words.unused).toEqual([]));
  test("is on some receipt, where it is of receipts", () => {
    const source = readFileSync(join(ROOT, "shared/domain/receipt/receipt.ts"), "utf8");
    const unsaid = Object.keys(readTexts(RECEIPTS, "en")).filter(
      (key) => !key.startsWith("receipt.method.") && !source.includes(`"${key}"`),
    );
    expect(unsaid).toEqual([]);
  });
  test("is there on each page that says it", () => expect(words.missing).toEqual([]));
  test("is in a message file, also where it is an attribute", () => expect(words.literals).toEqual([]));
  test("comes with the app's first view where that says it, and later where it does not", () => {
    const texts = textsOfPage("cloud/web/app/words", "en");
    const { first, later } = splitTexts("cloud/web/app", texts);
    expect(["stores.heading", "app.title.cart", "ui.retry", "ui.fault.title"].filter((key) => key in texts && !(key in first))).toEqual([]);
    expect(["menu.find", "cart.heading", "order.number", "account.sign_in"].filter((key) => key in first)).toEqual([]);
    expect({ ...first, ...later }).toEqual(texts);
  });
  test("has each key once; a refusal may be advised on otherwise in a store than at headquarters", () => {
    const keysOf = (ofSide: RegExp) =>
      folders.filter((folder) => ofSide.test(folder)).flatMap((folder) => Object.keys(readTexts(folder, "en")));
    const twice = (keys: readonly string[]) => keys.filter((key, index) => keys.indexOf(key) !== index);
    expect(twice(keysOf(/./).filter((key) => !key.startsWith("refusal.")))).toEqual([]);
    for (const side of [/^(shared|edge)\//, /^(shared|cloud)\//]) expect(twice(keysOf(side))).toEqual([]);
  });
  test("of a refusal is of a code that there is", () => {
    const codes = [...words.known.keys()].flatMap((key) => /^refusal\.(.+?)(\.advice)?$/.exec(key)?.[1] ?? []);
    expect(codes.filter((code) => !(code in ERRORS))).toEqual([]);
    // In English the server's own words are read.
    const said = folders.flatMap((folder) => Object.entries(readTexts(folder, "en")));
    const other = Object.entries(ERRORS).filter(([code, { title }]) =>
      said.some(([key, text]) => key === `refusal.${code}` && text !== title),
    );
    expect(other.map(([code]) => code)).toEqual([]);
  });
});

describe("the test sees", () => {
  const named = (text: string) => readNamedTexts("edge/web/a.tsx", text);
  test("a key, and one that is put together", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source
    const { keys, patterns } = named('const a = [t("board.ready"), t(`pairing.screen.${kind}.about`)];');
    expect([...keys]).toEqual(["board.ready"]);
    expect(["pairing.screen.pos.about", "pairing.screen.pos"].map((key) => patterns.some((one) => one.test(key)))).toEqual([true, false]);
  });
  test.each([
    ['<Sheet title="Close" />', 1],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source
    ["<Field label={`Of ${name}`} />", 1],
    ['<Field label={t("ui.close")} className="note" label2="x" alt="" />', 0],
  ])("%s", (element, count) => expect(named(`const a = ${element};`).literals).toHaveLength(count));
});

test("the languages for tests are longer, and keep arguments and tags", () => {
  const texts = { a: "Ready", "ui.direction": "ltr", b: "{count, plural, one {# update} other {# updates}} of <link>{name}</link>" };
  const text = JSON.stringify(pseudoTexts(texts, "mirrored"));
  expect(text).toMatch(/Ŕéá+đý|Ɋéá+đý/);
  expect(text).toContain('"ui.direction":"rtl"');
  expect(text).toMatch(/"value":"count".*"value":"link".*"value":"name"/);
});
