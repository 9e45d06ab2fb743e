import { expect, test } from "vitest";
import { wordsIn } from "./words.test-fixture.ts";

test.each([
  ["en", "Offline since 8:30 PM. Keep selling; 2 updates will sync later.", "Offline since 8:30 PM. Keep selling."],
  ["de", "Offline seit 8:30 PM. Weiter verkaufen; 2 Vorgänge werden später übertragen.", "Offline seit 8:30 PM. Weiter verkaufen."],
  [
    "es",
    "Sin conexión desde las 8:30 PM. Sigue vendiendo; 2 cambios se enviarán después.",
    "Sin conexión desde las 8:30 PM. Sigue vendiendo.",
  ],
] as const)("a text with a plural, in %s", (language, two, none) => {
  const t = wordsIn(language);
  const said = (count: number) => t("ui.link.offline_since", { time: "8:30 PM", count });
  expect([said(2), said(0)]).toEqual([two, none]);
});

test("a code that nobody has translated has no text", () => {
  const t = wordsIn("de", { "refusal.order.gone": "Weg" });
  expect([t.optional("refusal.order.gone"), t.optional("refusal.order.other")]).toEqual(["Weg", null]);
});

test("a wrong key, and a wrong or missing argument, is an error of types", () => {
  const t = wordsIn("en");
  // @ts-expect-error there is no such text
  t("ui.nothing");
  // @ts-expect-error its argument is missing
  expect(() => t("ui.minutes")).toThrow(/minutes/);
  // @ts-expect-error its argument is called otherwise
  expect(() => t("ui.minutes", { hours: 1 })).toThrow(/minutes/);
  // @ts-expect-error a count is a number
  t("ui.link.conflict", { count: "two" });
  // @ts-expect-error one of two servers
  t("ui.no_response.title", { server: "bank" });
});
