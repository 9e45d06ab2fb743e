/** What the guests' page says, in the languages that a menu may have: by the phone's own, or in English. */
import type { Language } from "@crema/shared/domain/store/profile";
import { LANGUAGES } from "@crema/ui/menu/menu-words.ts";

export interface GuestWords {
  readonly title: string;
  readonly reading: string;
  readonly noCode: string;
  readonly oldCode: string;
  readonly closed: string;
  readonly full: string;
  readonly silent: string;
  readonly goesWrong: string;
  readonly tooFast: string;
  readonly tooManyYours: string;
  readonly notSold: string;
  readonly wait: string;
  readonly choose: (min: number, max: number) => string;
  readonly upTo: (max: number) => string;
  readonly howMany: string;
  readonly note: string;
  readonly noteHint: string;
  readonly missing: (name: string) => string;
  readonly add: string;
  readonly yours: string;
  readonly where: string;
  readonly here: string;
  readonly away: string;
  readonly total: string;
  readonly hold: string;
  readonly payThere: string;
  readonly gone: string;
  readonly takeOut: string;
  readonly yourNumber: string;
  readonly sayIt: string;
  readonly heldFor: (minutes: string) => string;
  readonly atCounter: string;
  readonly paid: string;
  readonly unpaid: string;
  readonly ready: string;
  readonly readyUnpaid: string;
  readonly collected: string;
  readonly cancelled: string;
  readonly over: string;
  readonly takeBack: string;
  readonly another: string;
  readonly close: string;
}

const ENGLISH: GuestWords = {
  title: "Order at the counter",
  reading: "Reading the menu …",
  noCode: "Scan the code that hangs in the store.",
  oldCode: "This code is no longer good. Scan the one that hangs in the store now.",
  closed: "The store is closed now. You can look at the menu.",
  full: "Many guests wait just now. Order at the counter, or try again in some minutes.",
  silent: "No answer from the store. Is your phone in its Wi-Fi? What you chose is kept.",
  goesWrong: "That did not work. Ask at the counter.",
  tooFast: "That was too often. Wait a minute.",
  tooManyYours: "Your other orders wait at the counter. Pay for them there first, or take one back.",
  notSold: "Something of it cannot be had now. Take it out, or choose another.",
  wait: "One moment …",
  choose: (min, max) => (min === max ? `choose ${min}` : `choose ${min} to ${max}`),
  upTo: (max) => `up to ${max}`,
  howMany: "How many",
  note: "Note for the bar",
  noteHint: "Optional. Tell the staff about allergies as well.",
  missing: (name) => `Choose: ${name}`,
  add: "Add",
  yours: "Your order",
  where: "Where",
  here: "To have here",
  away: "To take away",
  total: "Total",
  hold: "Hold it for me",
  payThere: "You pay at the counter. Nothing is made before that.",
  gone: "sold out: not in the total",
  takeOut: "Take out what is sold out",
  yourNumber: "Your number",
  sayIt: "Say it at the counter, and pay there. Then it is made.",
  heldFor: (minutes) => `Kept for you for another ${minutes}`,
  atCounter: "The cashier has it. Pay at the counter.",
  paid: "Paid. We call this number when it is ready.",
  unpaid: "It is being made under this number. You pay when you pick it up.",
  ready: "It is ready. Pick it up at the counter.",
  readyUnpaid: "It is ready. Pay and pick it up at the counter.",
  collected: "Picked up. Enjoy it!",
  cancelled: "It was cancelled. Ask at the counter.",
  over: "This order is over. Nothing was charged.",
  takeBack: "Take it back",
  another: "Order something else",
  close: "Close",
};

const GERMAN: GuestWords = {
  title: "Am Tresen bestellen",
  reading: "Die Karte wird gelesen …",
  noCode: "Scannen Sie den Code, der im Laden hängt.",
  oldCode: "Dieser Code gilt nicht mehr. Scannen Sie den, der jetzt im Laden hängt.",
  closed: "Der Laden ist jetzt geschlossen. Die Karte können Sie ansehen.",
  full: "Gerade warten viele Gäste. Bestellen Sie am Tresen, oder versuchen Sie es in ein paar Minuten.",
  silent: "Keine Antwort vom Laden. Ist Ihr Telefon in seinem WLAN? Ihre Auswahl bleibt erhalten.",
  goesWrong: "Das hat nicht geklappt. Fragen Sie am Tresen.",
  tooFast: "Das war zu oft. Warten Sie eine Minute.",
  tooManyYours: "Ihre anderen Bestellungen warten am Tresen. Bezahlen Sie sie zuerst dort, oder nehmen Sie eine zurück.",
  notSold: "Etwas davon gibt es jetzt nicht. Nehmen Sie es heraus, oder wählen Sie etwas anderes.",
  wait: "Einen Moment …",
  choose: (min, max) => (min === max ? `${min} wählen` : `${min} bis ${max} wählen`),
  upTo: (max) => `bis zu ${max}`,
  howMany: "Wie viele",
  note: "Notiz für die Bar",
  noteHint: "Freiwillig. Sagen Sie Allergien auch dem Personal.",
  missing: (name) => `Wählen: ${name}`,
  add: "Dazu",
  yours: "Ihre Bestellung",
  where: "Wo",
  here: "Für hier",
  away: "Zum Mitnehmen",
  total: "Summe",
  hold: "Für mich zurücklegen",
  payThere: "Sie bezahlen am Tresen. Vorher wird nichts zubereitet.",
  gone: "ausverkauft: nicht in der Summe",
  takeOut: "Ausverkauftes herausnehmen",
  yourNumber: "Ihre Nummer",
  sayIt: "Nennen Sie sie am Tresen, und bezahlen Sie dort. Dann wird es gemacht.",
  heldFor: (minutes) => `Noch ${minutes} für Sie zurückgelegt`,
  atCounter: "Die Kasse hat Ihre Bestellung. Bezahlen Sie am Tresen.",
  paid: "Bezahlt. Wir rufen diese Nummer auf, wenn es fertig ist.",
  unpaid: "Es wird unter dieser Nummer gemacht. Sie bezahlen beim Abholen.",
  ready: "Es ist fertig. Holen Sie es am Tresen ab.",
  readyUnpaid: "Es ist fertig. Bezahlen Sie, und holen Sie es am Tresen ab.",
  collected: "Abgeholt. Lassen Sie es sich schmecken!",
  cancelled: "Die Bestellung wurde storniert. Fragen Sie am Tresen.",
  over: "Diese Bestellung ist vorbei. Es wurde nichts berechnet.",
  takeBack: "Zurücknehmen",
  another: "Etwas anderes bestellen",
  close: "Schließen",
};

const SPANISH: GuestWords = {
  title: "Pedir en el mostrador",
  reading: "Leyendo la carta …",
  noCode: "Escanee el código que está en el local.",
  oldCode: "Este código ya no vale. Escanee el que está ahora en el local.",
  closed: "El local está cerrado ahora. Puede ver la carta.",
  full: "Hay muchos clientes esperando. Pida en el mostrador o inténtelo en unos minutos.",
  silent: "El local no responde. ¿Está su teléfono en su wifi? Lo que eligió se guarda.",
  goesWrong: "No ha funcionado. Pregunte en el mostrador.",
  tooFast: "Demasiadas veces. Espere un minuto.",
  tooManyYours: "Sus otros pedidos esperan en el mostrador. Páguelos primero allí o retire uno.",
  notSold: "Algo de esto no se puede pedir ahora. Quítelo o elija otra cosa.",
  wait: "Un momento …",
  choose: (min, max) => (min === max ? `elija ${min}` : `elija de ${min} a ${max}`),
  upTo: (max) => `hasta ${max}`,
  howMany: "Cuántos",
  note: "Nota para la barra",
  noteHint: "Opcional. Avise también al personal de sus alergias.",
  missing: (name) => `Elija: ${name}`,
  add: "Añadir",
  yours: "Su pedido",
  where: "Dónde",
  here: "Para tomar aquí",
  away: "Para llevar",
  total: "Total",
  hold: "Guárdenmelo",
  payThere: "Se paga en el mostrador. Antes no se prepara nada.",
  gone: "agotado: no está en el total",
  takeOut: "Quitar lo agotado",
  yourNumber: "Su número",
  sayIt: "Dígalo en el mostrador y pague allí. Entonces se prepara.",
  heldFor: (minutes) => `Guardado para usted ${minutes} más`,
  atCounter: "La caja tiene su pedido. Pague en el mostrador.",
  paid: "Pagado. Llamaremos este número cuando esté listo.",
  unpaid: "Se prepara con este número. Se paga al recogerlo.",
  ready: "Está listo. Recójalo en el mostrador.",
  readyUnpaid: "Está listo. Páguelo y recójalo en el mostrador.",
  collected: "Recogido. ¡Que aproveche!",
  cancelled: "Se ha cancelado. Pregunte en el mostrador.",
  over: "Este pedido ha terminado. No se ha cobrado nada.",
  takeBack: "Retirarlo",
  another: "Pedir otra cosa",
  close: "Cerrar",
};

const WORDS: Readonly<Record<Language, GuestWords>> = { en: ENGLISH, de: GERMAN, es: SPANISH };

export const languageOf = (locale: string): Language => LANGUAGES.find((one) => locale.toLowerCase().startsWith(one)) ?? "en";
export const guestWords = (language: Language): GuestWords => WORDS[language];
