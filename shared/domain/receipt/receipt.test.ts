import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { capture, line, orderIn, refundOf } from "../order/order.test-fixture.ts";
import { COUNTER_DISCOUNT } from "../order/order.ts";
import { receiptHtml } from "./html.ts";
import { receiptOf } from "./receipt.ts";
import { receiptText } from "./text.ts";
import { widthOf } from "./text-width.ts";

const store = {
  name: "Main Street",
  address: "1 Main Street",
  seller: { name: "Crema GmbH", tax_id: "DE123456789" },
  time_zone: "Europe/Berlin",
};
const payment = capture(900, {
  captured_at: "2026-05-04T08:07:00.000Z",
  tip_cents: cents(100),
  tendered_cents: cents(2000),
  change_cents: cents(1000),
});
const order = orderIn("COMPLETED", {
  lines: [{ ...line, modifiers: [{ modifier_id: "oat", group_id: "milk", group_name: "Milk", name: "Oat", price_delta_cents: 0 }] }],
});

/** Any text at all; fast-check's own unit "binary" takes seconds to prepare. */
const ofCodePoints = (points: readonly number[]) => String.fromCodePoint(...points);

describe("a receipt as text", () => {
  test("32 columns, character by character", () => {
    const receipt = receiptOf(
      order,
      { payments: [payment], refunds: [refundOf(payment, 200, { provider_ref: "A-000002", refunded_at: "2026-05-04T09:30:00.000Z" })] },
      store,
    );
    expect(receiptText(receipt, 32)).toBe(`          Main Street
         1 Main Street
           Crema GmbH
       Tax ID DE123456789
--------------------------------
Ticket A1 Bo
Receipt A-000001
4 May 2026, 10:07
Refund A-000002
4 May 2026, 11:30
--------------------------------
2 x Latte                   9.00
  Oat
--------------------------------
Total EUR                   9.00
--------------------------------
10% tax on 8.18             0.82
--------------------------------
Cash                       20.00
  incl. tip                 1.00
Change                    -10.00
Refunded: Cash             -2.00
`);
  });

  test("says how many of a choice there are", () => {
    const [oat] = order.lines[0]?.modifiers ?? [];
    const shots = { ...order, lines: [{ ...line, modifiers: oat ? [{ ...oat, name: "Extra shot", qty: 2 }, oat] : [] }] };
    const receipt = receiptOf(shots, { payments: [payment], refunds: [] }, store);
    expect(receipt.lines.map(({ label }) => label)).toEqual(["2 x Latte", "2 × Extra shot", "Oat"]);
    expect(receiptText(receipt, 32)).toContain("\n  2 × Extra shot\n");
  });

  test("what was paid online has a number too, by which the order is found; a store without a company says nothing of one", () => {
    const online = capture(900, { provider: "stripe", provider_ref: "ch_1", method: "ONLINE" });
    const refund = refundOf(online, 200, { provider: "stripe", provider_ref: "re_1", method: "ONLINE" });
    const { seller: _seller, ...plain } = store;
    const text = receiptText(receiptOf(order, { payments: [online], refunds: [refund] }, plain), 48);
    expect(text.match(/^Receipt .*$/gm)).toEqual([`Receipt ${order.order_id}`]);
    expect(text).not.toContain("Tax ID");
  });

  test("a refund by line says its pieces and the tax in it", () => {
    const payment = capture(900);
    const refund = refundOf(payment, 450, { lines: [{ line_id: line.line_id, qty: 1, amount_cents: cents(450), tax_cents: cents(41) }] });
    const text = receiptText(receiptOf(orderIn("COMPLETED"), { payments: [payment], refunds: [refund] }, store), 32);
    expect(text).toMatch(/Refunded: Cash +-4\.50\n +1 x Latte\n +incl\. tax +-0\.41\n/);
  });

  test("what staff wrote down as the reason of a discount or a refund is not on it, and a promotion's name is", () => {
    const promotions = [
      { promotion_id: "happy", name: "Happy hour", discount_cents: cents(50) },
      { promotion_id: COUNTER_DISCOUNT, name: "rude guest", discount_cents: cents(100) },
    ];
    const discounted = orderIn("COMPLETED", { promotions, discount_cents: cents(150) });
    const text = receiptText(receiptOf(discounted, { payments: [payment], refunds: [refundOf(payment, 200)] }, store), 32);
    expect(text).toMatch(/^Happy hour +-0.50$/m);
    expect(text).toMatch(/^Discount +-1.00$/m);
    expect(text).not.toMatch(/rude guest|wrong milk/);
  });

  test("the tax on top is among the totals; a currency without cents has none", () => {
    const onTop = orderIn("PLACED", { tax_inclusive: false, total_cents: cents(982), currency: "JPY" });
    const text = receiptText(receiptOf(onTop, { payments: [], refunds: [] }, store), 48);
    expect(text).toMatch(/^Tax +82$/m);
    expect(text).toMatch(/^Total JPY +982$/m);
    expect(text).toMatch(/^Left to pay +982$/m);
  });

  test("taxes stand by their names, each with the net it is of; what is exempt says so, and what has neither name nor tax is not named", () => {
    const gst = { name: "GST", rate_ppm: 50_000, tax_cents: cents(23) };
    const qst = { name: "QST", rate_ppm: 99_750, tax_cents: cents(45) };
    const both = {
      ...line,
      gross_cents: cents(450),
      line_total_cents: cents(518),
      tax_cents: cents(68),
      tax_rate_ppm: 149_750,
      taxes: [gst, qst],
    };
    const free = { ...line, line_total_cents: cents(300), tax_cents: cents(0), tax_rate_ppm: 0 };
    const lines = [both, free, { ...free, tax_exempt: true as const }];
    const sold = orderIn("COMPLETED", { lines, tax_inclusive: false, tax_cents: cents(68), total_cents: cents(1118) });
    const text = receiptText(receiptOf(sold, { payments: [], refunds: [] }, store), 32);
    expect(text).toContain(
      `--------------------------------
No tax (exempt) on 3.00     0.00
GST 5% on 4.50              0.23
QST 9.975% on 4.50          0.45
--------------------------------`.replace(/\n-+$/, ""),
    );
    expect(text).not.toContain("0% tax");
  });

  test("1490.00 forint print as 1490.00; an order from before the digits were confirmed keeps what its guest was shown", () => {
    const total = (changes: object) => {
      const forint = orderIn("PLACED", { total_cents: cents(149_000), currency: "HUF", ...changes });
      return receiptText(receiptOf(forint, { payments: [], refunds: [] }, store), 48);
    };
    expect(total({ minor_digits: 2 })).toMatch(/^Total HUF +1490\.00$/m);
    expect(total({})).toMatch(/^Total HUF +149000$/m);
  });

  test("a failed capture is not on it, a cancelled order says so", () => {
    const failed = capture(900, { status: "FAILED" });
    const text = receiptText(receiptOf(orderIn("CANCELLED"), { payments: [failed], refunds: [] }, store), 32);
    expect(text).toContain("CANCELLED");
    expect(text).not.toMatch(/Cash|Left to pay/);
  });

  test.each([
    [
      "de",
      `Bestellung A1 Bo
Beleg A-000001
04.05.2026, 10:07
Erstattung A-000002
04.05.2026, 11:30
--------------------------------
2 x Latte                   9,00
--------------------------------
Rabatt                     -1,00
Summe EUR                   9,00
--------------------------------
10 % Steuer auf 8,18        0,82
--------------------------------
Bar                        20,00
  davon Trinkgeld           1,00
Rückgeld                  -10,00
Erstattet: Bar             -2,00
`,
    ],
    [
      "es",
      `Pedido A1 Bo
Recibo A-000001
4 may 2026, 10:07
Reembolso A-000002
4 may 2026, 11:30
--------------------------------
2 x Latte                   9,00
--------------------------------
Descuento                  -1,00
Total EUR                   9,00
--------------------------------
Impuesto 10 % sobre 8,18    0,82
--------------------------------
Efectivo                   20,00
  propina incluida          1,00
Cambio                    -10,00
Reembolsado: Efectivo      -2,00
`,
    ],
  ] as const)("in the store's language, with its dates and amounts: %s", (language, expected) => {
    const promotions = [{ promotion_id: COUNTER_DISCOUNT, name: "rude guest", discount_cents: cents(100) }];
    const refund = refundOf(payment, 200, { provider_ref: "A-000002", refunded_at: "2026-05-04T09:30:00.000Z" });
    const local = { ...store, settings: { language } };
    const receipt = receiptOf(orderIn("COMPLETED", { promotions }), { payments: [payment], refunds: [refund] }, local);
    expect(receiptText(receipt, 32)).toContain(`${"-".repeat(32)}\n${expected}`);
    expect(receiptHtml(receipt)).toContain(`<html lang="${language}-`);
  });

  test("of an order that was paid online it is the same at the store, which has no row of the payment", () => {
    const paid = { pay_mode: "ONLINE", paid_cents: cents(900), tip_cents: cents(100) } as const;
    const online = capture(900, {
      provider: "stripe",
      provider_ref: "ch_1",
      method: "ONLINE",
      tip_cents: cents(100),
      tendered_cents: null,
    });
    const order = orderIn("COMPLETED", paid);
    const inCloud = receiptOf(order, { payments: [online], refunds: [] }, store);
    expect(receiptOf(order, { payments: [], refunds: [] }, store)).toEqual(inCloud);
    expect(inCloud.heading).toContain(`Receipt ${order.order_id}`);
    const refunded = receiptOf({ ...order, refunded_cents: cents(200) }, { payments: [], refunds: [] }, store);
    expect(refunded.money.at(-1)).toEqual({ label: "Refunded: Paid online", amount: "-2.00" });
  });

  test.each([
    ["قهوة عربية بالهيل والزعفران الطازج", "Arabic"],
    ["קפה קר עם חלב שיבולת שועל", "Hebrew"],
    ["กาแฟดำเย็นน้ำผึ้งมะนาวแก้วใหญ่พิเศษ", "Thai"],
    ["抹茶ラテ特大サイズ豆乳変更ホイップ追加", "Japanese"],
    ["아이스 아메리카노 라지 샷 추가", "Korean"],
    ["Flat white 👩‍🍳☕️🧋🇨🇭 👍🏽", "emoji"],
  ])("%s (%s) is wrapped on 32 and 48 columns, and its amount stands whole at the right", (name) => {
    for (const columns of [32, 48]) {
      const sold = orderIn("PLACED", { lines: [{ ...line, name, gross_cents: cents(123_456_789) }] });
      const printed = receiptText(receiptOf(sold, { payments: [], refunds: [] }, store), columns).split("\n");
      const last = printed.findIndex((each) => each.endsWith(" 1234567.89"));
      expect(widthOf(printed[last] ?? "")).toBe(columns);
      const first = printed.findIndex((each) => each.startsWith("2 x"));
      const words = printed
        .slice(first, last + 1)
        .join("")
        .replaceAll(/[\s\u200e]/g, "");
      expect(words).toBe(`2 x ${name} 1234567.89`.replaceAll(" ", ""));
    }
  });

  test("a name from right to left does not draw the amount to its side of a screen's line", () => {
    const sold = orderIn("PLACED", { lines: [{ ...line, name: "قهوة" }] });
    expect(receiptText(receiptOf(sold, { payments: [], refunds: [] }, store), 32)).toMatch(/^2 x قهوة\u200e +9\.00$/m);
  });

  test("every amount of a receipt is on it whole, whatever stands beside it", () => {
    const name = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 70 }),
      fc.constantFrom("قهوة ".repeat(9), "抹茶".repeat(20), "กำ".repeat(40)),
    );
    const amounts = fc.integer({ min: 0, max: 2_000_000_000 });
    const languages = fc.constantFrom("en" as const, "de" as const, "es" as const);
    fc.assert(
      fc.property(name, amounts, fc.constantFrom(32, 48), languages, (item, gross, columns, language) => {
        const sold = orderIn("PLACED", { lines: [{ ...line, name: item, gross_cents: cents(gross) }], total_cents: cents(gross) });
        const receipt = receiptOf(sold, { payments: [payment], refunds: [refundOf(payment, 100)] }, { ...store, settings: { language } });
        const printed = receiptText(receipt, columns).split("\n");
        for (const { amount } of [...receipt.lines, ...receipt.totals, ...receipt.taxes, ...receipt.money]) {
          if (amount !== null) expect(printed.some((each) => each.endsWith(` ${amount}`) && widthOf(each) === columns)).toBe(true);
        }
      }),
      { numRuns: process.env.CREMA_LONG ? 1_000 : 60 },
    );
  });

  test("no line is wider than the paper, whatever names people choose", () => {
    const name = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc
        .array(fc.oneof(fc.integer({ max: 0xd7ff, min: 0 }), fc.integer({ min: 0xe000, max: 0x10ffff })), { maxLength: 60 })
        .map(ofCodePoints),
      fc.constantFrom("抹茶ラテ特大サイズ", "👩‍🍳 café", "e\u0301".repeat(40), "a\nb\u001b[2J"),
    );
    fc.assert(
      fc.property(name, name, fc.constantFrom(32, 48), fc.integer({ min: 0, max: 1_000_000_000 }), (item, reason, columns, gross) => {
        const odd = orderIn("PLACED", { lines: [{ ...line, name: item, gross_cents: cents(gross) }], customer_name: reason });
        const receipt = receiptOf(odd, { payments: [payment], refunds: [refundOf(payment, 100, { reason })] }, { ...store, name: item });
        const lines = receiptText(receipt, columns).split("\n");
        expect(lines.filter((each) => widthOf(each) > columns || /[\p{Cc}\u202e]/u.test(each))).toEqual([]);
      }),
      { numRuns: process.env.CREMA_LONG ? 1_000 : 60 },
    );
  });
});

test("a phone shows the page at a size that can be read, with who sells", () => {
  const page = receiptHtml(receiptOf(order, { payments: [payment], refunds: [] }, store));
  expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  for (const text of ["Receipt A-000001", "4 May 2026, 10:07", "Crema GmbH", "Tax ID DE123456789"]) expect(page).toContain(`>${text}<`);
});

test("a page holds nothing that people typed as markup", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (text) => {
      const hostile = `<script>${text}</script>"'&`;
      const odd = orderIn("PLACED", { lines: [{ ...line, name: hostile }], customer_name: hostile });
      const page = receiptHtml(receiptOf(odd, { payments: [], refunds: [] }, { ...store, name: hostile, address: hostile }));
      expect(page).not.toContain("<script");
      expect(page.replaceAll(/<\/?(?:html|head|meta|title|style|body|h1|p|table|tr|td|!doctype)\b[^<>]*>/g, "")).not.toMatch(/[<>]/);
    }),
    { numRuns: 200 },
  );
});
