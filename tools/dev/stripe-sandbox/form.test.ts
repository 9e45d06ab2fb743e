import { describe, expect, test } from "vitest";
import { canonical, parseForm } from "./form.ts";

describe("a form with nested names", () => {
  test.each(["a[b", "[a]=1", "a]b=1", "a=1&a[b]=2", "a[b]=1&a=2", `a${"[b]".repeat(9)}=1`])("%s is none", (text) => {
    expect(parseForm(text)).toBeNull();
  });

  test("names that a prototype would have are names like others", () => {
    const tree = parseForm("__proto__[polluted]=1&constructor=2");
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(Object.keys(tree ?? {}).toSorted()).toEqual(["__proto__", "constructor"]);
  });

  test("objects, lists with and without numbers, escapes", () => {
    expect(JSON.stringify(parseForm("metadata[order%5Bid]=7&expand[0]=a&expand[]=b&x%5By%5D%5Bz%5D=%C3%BC+%26"))).toBe("null");
    expect(JSON.parse(JSON.stringify(parseForm("expand[0]=a&expand[]=b&x%5By%5D%5Bz%5D=%C3%BC+%26")))).toEqual({
      expand: { 0: "a", 1: "b" },
      x: { y: { z: "ü &" } },
    });
  });

  test("the order of the parameters does not matter, their place does", () => {
    const text = (form: string) => canonical(parseForm(form) ?? {});
    expect(text("a=1&b[c]=2&b[d]=3")).toBe(text("b[d]=3&a=1&b[c]=2"));
    expect(text("a=1&b=2")).not.toBe(text("a=2&b=1"));
  });
});
