/** What the store asks about a line that it cannot make, in the languages that a menu may have: names of its menu are in it. */
import type { Language } from "@crema/shared/domain/store/profile";

export interface SubstituteWords {
  readonly title: string;
  /** `what`: pieces and name, "1 × Croissant". */
  readonly missing: (what: string) => string;
  readonly instead: (name: string) => string;
  readonly without: string;
  readonly cancelAll: string;
  /** Each is given amounts as they are written. */
  readonly costs: (total: string) => string;
  readonly back: (amount: string) => string;
  readonly backAll: (amount: string) => string;
  readonly same: string;
  readonly left: (minutes: string, at: string) => string;
  readonly over: string;
  readonly onItsWay: string;
  readonly byDefault: (what: string) => string;
  readonly became: (what: string, substitute: string) => string;
  readonly removed: (what: string) => string;
  readonly kept: (what: string) => string;
  readonly cancelled: (what: string) => string;
  readonly by: Readonly<Record<"CUSTOMER" | "STAFF" | "TIME", string>>;
}

const ENGLISH: SubstituteWords = {
  title: "The store asks you",
  missing: (what) => `${what} cannot be made. What shall the store do?`,
  instead: (name) => `${name} instead`,
  without: "Leave it out",
  cancelAll: "Cancel the whole order",
  costs: (total) => `${total} in all`,
  back: (amount) => `${amount} comes back to you`,
  backAll: (amount) => `all of it, ${amount}, comes back to you`,
  same: "it costs you no more",
  left: (minutes, at) => `${minutes} left to choose, until ${at}.`,
  over: "The time to choose is over; the store decides now.",
  onItsWay: "Your choice is on its way to the store.",
  byDefault: (what) => `If you do not choose: ${what}.`,
  became: (what, substitute) => `You get ${substitute} instead of ${what}.`,
  removed: (what) => `${what} was left out.`,
  kept: (what) => `${what} is made after all.`,
  cancelled: (what) => `The order was cancelled, as ${what} cannot be made.`,
  by: { CUSTOMER: "As you chose.", STAFF: "The store's staff decided it.", TIME: "Nobody had chosen in time." },
};

const GERMAN: SubstituteWords = {
  title: "Das Geschäft fragt nach",
  missing: (what) => `${what} gibt es leider nicht mehr. Was soll das Geschäft tun?`,
  instead: (name) => `Stattdessen ${name}`,
  without: "Weglassen",
  cancelAll: "Ganze Bestellung stornieren",
  costs: (total) => `zusammen ${total}`,
  back: (amount) => `${amount} bekommst du zurück`,
  backAll: (amount) => `du bekommst alles zurück, ${amount}`,
  same: "es kostet nicht mehr",
  left: (minutes, at) => `Noch ${minutes} zum Auswählen, bis ${at}.`,
  over: "Die Zeit ist um; das Geschäft entscheidet jetzt.",
  onItsWay: "Deine Wahl ist unterwegs zum Geschäft.",
  byDefault: (what) => `Ohne Auswahl: ${what}.`,
  became: (what, substitute) => `Statt ${what} bekommst du ${substitute}.`,
  removed: (what) => `${what} wurde weggelassen.`,
  kept: (what) => `${what} wird doch gemacht.`,
  cancelled: (what) => `Die Bestellung wurde storniert: ${what} gibt es nicht mehr.`,
  by: { CUSTOMER: "Wie du gewählt hast.", STAFF: "Das Geschäft hat entschieden.", TIME: "Niemand hatte rechtzeitig gewählt." },
};

const SPANISH: SubstituteWords = {
  title: "La tienda te pregunta",
  missing: (what) => `No queda ${what}. ¿Qué debe hacer la tienda?`,
  instead: (name) => `${name} en su lugar`,
  without: "Quitarlo",
  cancelAll: "Cancelar todo el pedido",
  costs: (total) => `${total} en total`,
  back: (amount) => `te devuelven ${amount}`,
  backAll: (amount) => `te devuelven todo, ${amount}`,
  same: "no te cuesta más",
  left: (minutes, at) => `Quedan ${minutes} para elegir, hasta las ${at}.`,
  over: "Se acabó el tiempo; ahora decide la tienda.",
  onItsWay: "Tu elección va de camino a la tienda.",
  byDefault: (what) => `Si no eliges: ${what}.`,
  became: (what, substitute) => `Recibes ${substitute} en lugar de ${what}.`,
  removed: (what) => `Se ha quitado ${what}.`,
  kept: (what) => `${what} se prepara al final.`,
  cancelled: (what) => `El pedido se canceló: no queda ${what}.`,
  by: { CUSTOMER: "Como elegiste.", STAFF: "Lo decidió la tienda.", TIME: "Nadie eligió a tiempo." },
};

export const SUBSTITUTE_WORDS: Readonly<Record<Language, SubstituteWords>> = { en: ENGLISH, de: GERMAN, es: SPANISH };
