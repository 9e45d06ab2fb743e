import { expect, test } from "vitest";
import { MAX_GSM, MAX_UCS2, smsText } from "./sms-text.ts";

const URL_TEXT = "https://order.example.org/app/orders/0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e";

test("a text that fits is sent as it is, its address on a line of its own", () => {
  expect(smsText("Ihre Bestellung 42 ist fertig. Grüße!", URL_TEXT)).toBe(`Ihre Bestellung 42 ist fertig. Grüße!\n${URL_TEXT}`);
  expect(smsText("  Ready. ", null)).toBe("Ready.");
});

test("what is set prettily is put plainly, as one such character would make all of it dear", () => {
  expect(smsText("“Ana’s” coffee — ready…", null)).toBe('"Ana\'s" coffee - ready...');
});

test("accents that a phone's alphabet lacks stay while it is short, and go before words do", () => {
  expect(smsText("Su pedido está listo.", null)).toBe("Su pedido está listo.");
  const long = `${"Su pedido está listo, ".repeat(9)}señor.`;
  const sent = smsText(long, null);
  expect(sent).toBe(long.replaceAll("á", "a"));
  expect(sent).toContain("ñ");
});

test("two parts at most, and the address is whole; characters that count twice do", () => {
  const gsm = smsText("a".repeat(10_000), URL_TEXT);
  expect(gsm).toHaveLength(MAX_GSM);
  expect(gsm.endsWith(`...\n${URL_TEXT}`)).toBe(true);
  expect(smsText("€".repeat(10_000), null)).toBe(`${"€".repeat(Math.floor((MAX_GSM - 3) / 2))}...`);
  const other = smsText("咖啡".repeat(5_000), URL_TEXT);
  expect(other.length).toBeLessThanOrEqual(MAX_UCS2);
  expect(other.endsWith(`...\n${URL_TEXT}`)).toBe(true);
});

test("nothing is cut in the middle of what is one character to a reader", () => {
  const sent = smsText("👩‍👩‍👧‍👦 ".repeat(50), null);
  expect(sent.length).toBeLessThanOrEqual(MAX_UCS2);
  expect(sent.replaceAll("👩‍👩‍👧‍👦", "").replaceAll(" ", "")).toBe("...");
});
