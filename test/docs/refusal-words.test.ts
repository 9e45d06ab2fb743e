/** What a refusal says: a page shows its title and then its detail, so the two say two things, in the words of people. */
import { ERRORS, type ErrorCode } from "@crema/shared/domain/kernel/errors";
import { readSources } from "@crema/tools/house/sources";
import { expect, test } from "vitest";

/** `refuse("code", …` and `code: "code", detail: …`, where the detail is written there. */
const SAID = /(?:refuse\(\s*|code: )"([a-z_.]+)",\s*(?:detail: )?(`[^`]*`|"[^"]*")/g;
/** What is said to boxes, to the provider and to programs alone. */
const NOT_FOR_PEOPLE = /^(sync|webhook|event)\.|^shared\/domain\/order\/project\.ts|^sync\//;

interface Said {
  readonly where: string;
  readonly code: ErrorCode;
  readonly detail: string;
}

const said: Said[] = readSources()
  .filter(({ zone, isTest, path }) => ["shared", "edge", "cloud"].includes(zone) && !isTest && path !== "shared/domain/kernel/errors.ts")
  .flatMap(({ path, text }) =>
    [...text.matchAll(SAID)].map((match) => ({ where: path, code: match[1] as ErrorCode, detail: (match[2] ?? "").slice(1, -1) })),
  )
  .filter(({ where, code }) => code in ERRORS && !NOT_FOR_PEOPLE.test(code) && !NOT_FOR_PEOPLE.test(where));

const FILLERS = new Set(
  "a an and any are at be been been by can cannot do does for has have here in is it its no not now of on one or than that the there this to was yet".split(
    " ",
  ),
);
const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "" && !FILLERS.has(word));

test("all refusals are looked at", () => expect(said.length).toBeGreaterThan(120));

test("no detail says its title again", () => {
  const twice = said.filter(({ code, detail }) => {
    const title = new Set(words(ERRORS[code].title));
    return !detail.includes("${") && words(detail).length > 0 && words(detail).every((word) => title.has(word));
  });
  expect(twice).toEqual([]);
});

test("no detail names a status or an amount as programs do", () => {
  const raw = said.filter(({ detail }) => {
    const bare = detail.replaceAll(/\$\{STANDS\[[^\]]*\]\}|\$\{(moneyText|text)\([^}]*\)\}/g, "");
    return /\b(PLACED|IN_PROGRESS|COMPLETED|CANCELLED)\b|\$\{[^}]*(status|cents|CENTS|balance|total)[^}]*\}|principal/.test(bare);
  });
  expect(raw).toEqual([]);
});
