/** What a receipt says in the store's language. Names of items are in it as they stand in the order (docs/menu.md). */
import { decimalText } from "../kernel/currency.ts";
import type { TenderMethod } from "../payment/payment.ts";
import type { Language } from "../store/profile.ts";

export interface ReceiptWords {
  /** For dates, and the page's own language. */
  readonly locale: string;
  readonly decimalPoint: "." | ",";
  readonly taxId: string;
  readonly ticket: string;
  readonly receipt: string;
  readonly refund: string;
  readonly correction: string;
  readonly cancelled: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly tax: string;
  readonly total: string;
  readonly stillToPay: string;
  readonly change: string;
  readonly refunded: string;
  readonly onItsWayBack: string;
  readonly corrected: string;
  readonly ofItTip: string;
  readonly ofItRounding: string;
  readonly ofItTax: string;
  readonly noTax: string;
  readonly exempt: string;
  readonly methods: Readonly<Record<TenderMethod, string>>;
  /** A tax without a name, by its rate. */
  rate(percent: string): string;
  /** A tax with the net that it is of. */
  taxOn(tax: string, net: string): string;
}

const EN: ReceiptWords = {
  ...{ locale: "en-GB", decimalPoint: ".", taxId: "Tax ID", ticket: "Ticket", receipt: "Receipt", refund: "Refund" },
  ...{ correction: "Correction", cancelled: "CANCELLED", subtotal: "Subtotal", discount: "Discount", tax: "Tax", total: "Total" },
  ...{ stillToPay: "Still to pay", change: "Change", refunded: "Given back", onItsWayBack: "On its way back", corrected: "Corrected" },
  ...{ ofItTip: "of it tip", ofItRounding: "of it rounding", ofItTax: "of it tax", noTax: "No tax", exempt: "exempt" },
  methods: { CASH: "Cash", EXTERNAL_CARD: "Card", ONLINE: "Paid online" },
  rate: (percent) => `${percent}% tax`,
  taxOn: (tax, net) => `${tax} on ${net}`,
};

const DE: ReceiptWords = {
  ...{ locale: "de-DE", decimalPoint: ",", taxId: "Steuernummer", ticket: "Bestellung", receipt: "Beleg", refund: "Erstattung" },
  ...{ correction: "Berichtigung", cancelled: "STORNIERT", subtotal: "Zwischensumme", discount: "Rabatt", tax: "Steuer" },
  ...{ total: "Summe", stillToPay: "Noch zu zahlen", change: "Rückgeld", refunded: "Erstattet", onItsWayBack: "Erstattung läuft" },
  ...{ corrected: "Berichtigt", ofItTip: "davon Trinkgeld", ofItRounding: "davon Rundung", ofItTax: "davon Steuer" },
  ...{ noTax: "Keine Steuer", exempt: "befreit" },
  methods: { CASH: "Bar", EXTERNAL_CARD: "Karte", ONLINE: "Online bezahlt" },
  rate: (percent) => `${percent} % Steuer`,
  taxOn: (tax, net) => `${tax} auf ${net}`,
};

const ES: ReceiptWords = {
  ...{ locale: "es-ES", decimalPoint: ",", taxId: "NIF", ticket: "Pedido", receipt: "Recibo", refund: "Reembolso" },
  ...{ correction: "Corrección", cancelled: "ANULADO", subtotal: "Subtotal", discount: "Descuento", tax: "Impuestos" },
  ...{ total: "Total", stillToPay: "Por pagar", change: "Cambio", refunded: "Reembolsado", onItsWayBack: "Reembolso en curso" },
  ...{ corrected: "Corregido", ofItTip: "de ello propina", ofItRounding: "de ello redondeo", ofItTax: "de ello impuestos" },
  ...{ noTax: "Sin impuestos", exempt: "exento" },
  methods: { CASH: "Efectivo", EXTERNAL_CARD: "Tarjeta", ONLINE: "Pagado en línea" },
  rate: (percent) => `Impuesto ${percent} %`,
  taxOn: (tax, net) => `${tax} sobre ${net}`,
};

const WORDS: Readonly<Record<Language, ReceiptWords>> = { en: EN, de: DE, es: ES };

/** A profile that says no language is of a store that had English. */
export const wordsOf = (language: Language | undefined): ReceiptWords => WORDS[language ?? "en"];

/** 12.50, or 12,50. */
export const amountText = (cents: number, digits: number, { decimalPoint }: ReceiptWords): string =>
  decimalText(cents, digits).replace(".", decimalPoint);
