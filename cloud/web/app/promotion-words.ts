/** What a promotion takes off, when, and what it needs, in the languages that a menu may have. */
import type { FulfillmentType } from "@crema/shared/domain/order/fulfillment-type";
import type { Language } from "@crema/shared/domain/store/profile";

export interface PromotionWords {
  /** Each is given amounts, names and days as they are written in the language already; `of`: what it is for. */
  readonly percent: (rate: string, of: string) => string;
  readonly amount: (money: string, of: string) => string;
  readonly each: (money: string, of: string) => string;
  /** Of so many units only so many are paid. */
  readonly unitsFor: (all: number, paid: number, of: string) => string;
  readonly together: (parts: string, money: string) => string;
  readonly everything: string;
  readonly having: (choices: string) => string;
  readonly daily: string;
  readonly from: (day: string) => string;
  readonly until: (day: string) => string;
  readonly least: (money: string) => string;
  readonly fulfillment: Readonly<Record<FulfillmentType, string>>;
  readonly first: string;
  readonly perCustomer: (times: number) => string;
  readonly whileItLasts: string;
  readonly alone: string;
  readonly byItself: string;
  readonly isFor: string;
  readonly use: (code: string) => string;
  readonly checking: string;
  readonly isInCart: string;
  /** There is nothing in the cart yet that the code could be tried on. */
  readonly needsCart: (code: string) => string;
}

const ENGLISH: PromotionWords = {
  percent: (rate, of) => `${rate} off ${of}`,
  amount: (money, of) => `${money} off ${of}`,
  each: (money, of) => `${of} for ${money} each`,
  unitsFor: (all, paid, of) => `${all} for ${paid} on ${of}`,
  together: (parts, money) => `${parts} for ${money}`,
  everything: "everything",
  having: (choices) => `with ${choices}`,
  daily: "daily",
  from: (day) => `from ${day}`,
  until: (day) => `until ${day}`,
  least: (money) => `for orders of ${money} or more`,
  fulfillment: { PICKUP: "to take away", IN_STORE: "to eat in" },
  first: "for your first order here, signed in",
  perCustomer: (times) => (times === 1 ? "once for each customer, signed in" : `${times} times for each customer, signed in`),
  whileItLasts: "as long as there are any",
  alone: "not together with other promotions",
  byItself: "It counts by itself.",
  isFor: "What it is for",
  use: (code) => `Use ${code}`,
  checking: "Checking …",
  isInCart: "It is in your cart.",
  needsCart: (code) => `Put something that it is for into your cart first. The code is ${code}.`,
};

const GERMAN: PromotionWords = {
  percent: (rate, of) => `${rate} Rabatt auf ${of}`,
  amount: (money, of) => `${money} Rabatt auf ${of}`,
  each: (money, of) => `${of} für je ${money}`,
  unitsFor: (all, paid, of) => `${all} für ${paid} auf ${of}`,
  together: (parts, money) => `${parts} für ${money}`,
  everything: "alles",
  having: (choices) => `mit ${choices}`,
  daily: "täglich",
  from: (day) => `ab ${day}`,
  until: (day) => `bis ${day}`,
  least: (money) => `ab ${money} Bestellwert`,
  fulfillment: { PICKUP: "zum Mitnehmen", IN_STORE: "zum Hieressen" },
  first: "für die erste Bestellung hier, mit Anmeldung",
  perCustomer: (times) => (times === 1 ? "einmal je Kunde, mit Anmeldung" : `${times}-mal je Kunde, mit Anmeldung`),
  whileItLasts: "solange es welche gibt",
  alone: "nicht zusammen mit anderen Aktionen",
  byItself: "Gilt von selbst.",
  isFor: "Gilt für",
  use: (code) => `${code} einlösen`,
  checking: "Wird geprüft …",
  isInCart: "Liegt im Warenkorb.",
  needsCart: (code) => `Lege zuerst etwas in den Warenkorb, wofür die Aktion gilt. Der Code ist ${code}.`,
};

const SPANISH: PromotionWords = {
  percent: (rate, of) => `${rate} de descuento en ${of}`,
  amount: (money, of) => `${money} de descuento en ${of}`,
  each: (money, of) => `${of} a ${money} cada uno`,
  unitsFor: (all, paid, of) => `${all} por ${paid} en ${of}`,
  together: (parts, money) => `${parts} por ${money}`,
  everything: "todo",
  having: (choices) => `con ${choices}`,
  daily: "a diario",
  from: (day) => `desde el ${day}`,
  until: (day) => `hasta el ${day}`,
  least: (money) => `en pedidos desde ${money}`,
  fulfillment: { PICKUP: "para llevar", IN_STORE: "para tomar aquí" },
  first: "en el primer pedido aquí, con sesión iniciada",
  perCustomer: (times) => (times === 1 ? "una vez por cliente, con sesión iniciada" : `${times} veces por cliente, con sesión iniciada`),
  whileItLasts: "hasta agotarse",
  alone: "no acumulable con otras promociones",
  byItself: "Se aplica sola.",
  isFor: "Vale para",
  use: (code) => `Usar ${code}`,
  checking: "Comprobando …",
  isInCart: "Ya está en el carrito.",
  needsCart: (code) => `Añade antes al carrito algo para lo que valga. El código es ${code}.`,
};

export const PROMOTION_WORDS: Readonly<Record<Language, PromotionWords>> = { en: ENGLISH, de: GERMAN, es: SPANISH };
