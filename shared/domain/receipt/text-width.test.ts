import { describe, expect, test } from "vitest";
import { widthOf, wrap } from "./text-width.ts";

describe("width", () => {
  test.each([
    ["latte", 5],
    ["抹茶", 4],
    ["é", 1],
    ["e\u0301", 1],
    ["👩‍🍳", 2],
    ["카페", 4],
    ["☕️", 2],
    ["กำ", 2],
    ["น้ำ", 2],
    ["ນ້ຳ", 2],
    ["का", 2],
    ["각", 2],
    ["ﾎﾟｯﾄ", 4],
    ["Капучино", 8],
    ["قَهْوَة", 4],
    ["קָפֶה", 3],
    ["🇨🇭", 2],
    ["", 0],
  ])("%s takes %i columns", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test("a line of Thai, Lao or Hindi is no wider than the paper", () => {
    const column = (sign: string) => (/[\u0e33\u0eb3\p{Mc}]|[^\p{M}]/u.test(sign) ? 1 : 0);
    for (const word of ["น้ำ", "ນ້ຳ", "काफी", "กาแฟดำ"]) {
      for (const each of wrap(word.repeat(40), 32)) expect([...each].reduce((sum, sign) => sum + column(sign), 0)).toBeLessThanOrEqual(32);
    }
  });

  test("a long word is cut between letters, never within one", () => {
    expect(wrap("抹茶抹茶抹", 4)).toEqual(["抹茶", "抹茶", "抹"]);
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  });
});
