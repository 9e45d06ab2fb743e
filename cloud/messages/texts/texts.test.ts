/** Every message in every language, of every fact: nothing is left out, and nothing that is no word is in it. */
import { Language } from "@crema/shared/domain/store/profile";
import { expect, test } from "vitest";
import type { MessageSubject, MessageText, MessageWords, MoneyFate, WhyCancelled } from "./message-words.ts";
import { wordsIn } from "./words-in.ts";

const LANGUAGES = Language.options;
const SUBJECTS: readonly MessageSubject[] = [
  { store: "Nordtor", ticket: "A17", promised: "08:15", due: null },
  { store: "Nordtor", ticket: "A17", promised: "08:15", due: "€4.20" },
  { store: "Nordtor", ticket: null, promised: "08:15", due: null },
];
const WHYS = {
  ...{ CUSTOMER: 1, STORE: 1, CLOSED: 1, SOLD_OUT: 1, QUEUE_FULL: 1, NO_REPLY: 1, NOT_PICKED_UP: 1, CHARGE_REFUSED: 1, NOT_PAID: 1 },
  HEADQUARTERS: 1,
} satisfies Record<WhyCancelled, 1>;
const FATES: Readonly<Record<MoneyFate["fate"], MoneyFate>> = {
  NOTHING: { fate: "NOTHING" },
  NOT_CHARGED: { fate: "NOT_CHARGED" },
  AT_STORE: { fate: "AT_STORE" },
  LOOKED_INTO: { fate: "LOOKED_INTO" },
  ON_ITS_WAY: { fate: "ON_ITS_WAY", amount: "€5.01" },
  BACK: { fate: "BACK", amount: "€5.02" },
};

/** With what has to stand in it beside store and number. */
type Said = readonly [what: string, message: MessageText, holds: readonly string[]];

function everything(words: MessageWords, about: MessageSubject): Said[] {
  const due = about.due === null ? [] : [about.due];
  const cancelled = Object.keys(WHYS).flatMap((why) =>
    Object.values(FATES).map((money): Said => {
      const amounts = "amount" in money ? [money.amount] : [];
      return [`cancelled ${why} ${money.fate}`, words.cancelled(about, why as WhyCancelled, money), amounts];
    }),
  );
  return [
    ["accepted", words.accepted(about), [about.promised, ...due]],
    ["ready", words.ready(about), due],
    ["late", words.late(about), [about.promised]],
    ["refunded", words.refunded(about, "€5.03"), ["€5.03"]],
    ["asked", words.substituteAsked(about, "2 × Zimtschnecke", "08:05"), ["2 × Zimtschnecke", "08:05"]],
    ["receipt", words.receipt(about), []],
    ...cancelled,
  ];
}

test.each(LANGUAGES)("[N5] in %s every fact has a title and a text with what it is about, and no two say the same", (language) => {
  for (const about of SUBJECTS) {
    const all = everything(wordsIn(language), about);
    for (const [what, { title, text }, holds] of all) {
      const said = `${title}\n${text}`;
      expect(said, what).not.toMatch(/undefined|null|NaN|\[object|\$\{|\s{2}| [.,;:!?]|\.\./);
      expect(title, what).toMatch(/^Nordtor/);
      expect(title.includes("A17"), what).toBe(about.ticket !== null);
      expect(text, what).toMatch(/^\S.*\S$/s);
      expect(text, what).toContain("Nordtor");
      for (const one of holds) expect(said, what).toContain(one);
    }
    expect(new Set(all.map(([, { title, text }]) => `${title} ${text}`)).size).toBe(all.length);
  }
});

test("[N5] no language has a text of another one, nor lacks one", () => {
  const [about] = SUBJECTS;
  if (!about) throw new Error("there are three");
  const texts = LANGUAGES.map((language) => everything(wordsIn(language), about));
  for (const [index, [what]] of (texts[0] ?? []).entries())
    expect(new Set(texts.map((one) => one[index]?.[1].text)).size, what).toBe(LANGUAGES.length);
  const fixed = ({ yourOrder, noMore, unsubscribePage }: MessageWords) => [yourOrder, noMore, ...Object.values(unsubscribePage)];
  const pages = LANGUAGES.map((language) => fixed(wordsIn(language)));
  for (const [index, one] of (pages[0] ?? []).entries()) expect(new Set(pages.map((page) => page[index])).size, one).toBe(LANGUAGES.length);
});
