import { describe, expect, test } from "vitest";
import { cleanJson, cleanText, mayHoldOddText } from "./text.ts";

describe("text from outside", () => {
  test.each([
    ["a NUL", "a\u0000b"],
    ["a bell", "a\u0007"],
    ["an escape that paints the printer", "\u001b[31m"],
    ["a C1 control character", "a\u0085"],
    ["text turned round", "\u202egnp.exe"],
    ["an isolate", "\u2067abc\u2069"],
    ["half an emoji", "\ud83d"],
  ])("is refused with %s", (_name, text) => {
    expect(cleanText(text)).toBeNull();
    expect(mayHoldOddText(JSON.stringify({ text }))).toBe(true);
  });

  test.each([
    ["two lines", "Bar\r\nstaff", "Bar staff"],
    ["a tab", "a\tb", "a b"],
    ["nothing that can be seen", "\u200b\u200d\ufeff", ""],
    ["a filler that looks like nothing", "\u3164", ""],
    ["a letter of Braille without a dot", "\u2800\u2800", ""],
    ["spaces", "   ", ""],
    ["a line separator", "Bar\u2028staff", "Bar staff"],
    ["a paragraph separator", "Bar\u2029staff", "Bar staff"],
    ["a byte order mark", "\ufeff", ""],
  ])("is cleaned of %s", (_name, text, clean) => {
    expect(cleanText(text)).toBe(clean);
    // Spaces alone are looked at by whoever asks for a text.
    if (text.trim() !== "" || /[^ ]/.test(text)) expect(mayHoldOddText(JSON.stringify({ text }))).toBe(true);
  });

  test.each(["Jo 👩‍👩‍👧", "Zoë", "مها", "‏שלום", "José & Ⅳ", ""])("is left as it is: %s", (text) => {
    expect(cleanText(text)).toBe(text);
  });

  test("is looked at wherever it stands in a body, and named where it is refused", () => {
    const ordinary = { a: [{ b: "flat white" }], n: 1, none: null };
    expect(mayHoldOddText(JSON.stringify(ordinary))).toBe(false);
    expect(cleanJson(ordinary)).toEqual({ ok: true, value: ordinary });
    expect(cleanJson({ a: [{ b: "x\ny" }] })).toEqual({ ok: true, value: { a: [{ b: "x y" }] } });
    expect(cleanJson({ a: ["ok", { b: "x\u0000" }] })).toEqual({ ok: false, path: "/a/1/b" });
    expect(cleanJson({ "k\u0000": 1 })).toEqual({ ok: false, path: "" });
    expect(cleanJson(JSON.parse('{"__proto__": {"a": 1}}'))).toMatchObject({ ok: true });
  });
});
