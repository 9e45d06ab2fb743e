import type { MessageSubject, MessageWords, MoneyFate, WhyCancelled } from "./message-words.ts";

const numbered = ({ store, ticket }: MessageSubject): string => (ticket ? `${store}, Bestellung ${ticket}` : store);
const toPay = ({ due }: MessageSubject): string => (due ? ` Bei der Abholung sind ${due} zu zahlen.` : "");

const WHY: Readonly<Record<WhyCancelled, string>> = {
  CUSTOMER: "Sie haben sie storniert.",
  STORE: "Die Filiale kann sie nicht zubereiten.",
  CLOSED: "Die Filiale ist geschlossen.",
  SOLD_OUT: "Etwas davon ist ausverkauft.",
  QUEUE_FULL: "Die Filiale hat im Moment zu viel zu tun.",
  NO_REPLY:
    "Die Filiale hat nicht rechtzeitig geantwortet und bereitet sie nicht zu. Bestellen Sie noch einmal, oder fragen Sie an der Theke.",
  NOT_PICKED_UP: "Sie wurde nicht abgeholt.",
  CHARGE_REFUSED:
    "Ihre Bank hat die Zahlung abgelehnt, daher wird sie nicht zubereitet. Bestellen Sie mit einer anderen Karte, oder zahlen Sie in der Filiale.",
  NOT_PAID: "Sie wurde nicht rechtzeitig bezahlt.",
  HEADQUARTERS: "Sie wurde für Sie storniert.",
};

function moneyOf(money: MoneyFate): string {
  switch (money.fate) {
    case "NOTHING":
      return "Es ist nichts zu zahlen.";
    case "NOT_CHARGED":
      return "Ihre Karte wurde nicht belastet. Zeigt Ihre Bank einen Betrag als vorgemerkt, gibt sie ihn in einigen Tagen frei.";
    case "AT_STORE":
      return "Sie haben in der Filiale bezahlt und bekommen Ihr Geld dort zurück.";
    case "LOOKED_INTO":
      return "Die Erstattung hat nicht geklappt. Wir wissen davon und kümmern uns darum; Sie müssen nichts tun.";
    case "ON_ITS_WAY":
      return `Sie bekommen ${money.amount} auf dem Weg zurück, auf dem Sie bezahlt haben. Bis Ihre Bank es zeigt, kann es einige Tage dauern.`;
    case "BACK":
      return `${money.amount} wurden auf dem Weg erstattet, auf dem Sie bezahlt haben. Bis Ihre Bank es zeigt, kann es einige Tage dauern.`;
  }
}

export const DE: MessageWords = {
  locale: "de-DE",
  accepted: (about) => ({
    title: `${numbered(about)}: angenommen`,
    text: `${about.store} bereitet Ihre Bestellung${about.ticket ? ` ${about.ticket}` : ""} zu. Sie ist gegen ${about.promised} fertig.${toPay(about)}`,
  }),
  ready: (about) => ({
    title: `${numbered(about)}: abholbereit`,
    text: `Ihre Bestellung${about.ticket ? ` ${about.ticket}` : ""} ist bei ${about.store} fertig.${toPay(about)}`,
  }),
  late: (about) => ({
    title: `${numbered(about)}: fertig um ${about.promised}`,
    text: `Es dauert länger als versprochen: Ihre Bestellung${about.ticket ? ` ${about.ticket}` : ""} bei ${about.store} ist gegen ${about.promised} fertig. Das tut uns leid.`,
  }),
  cancelled: (about, why, money) => ({
    title: `${numbered(about)}: storniert`,
    text: `Ihre Bestellung${about.ticket ? ` ${about.ticket}` : ""} bei ${about.store} ist storniert. ${WHY[why]} ${moneyOf(money)}`,
  }),
  refunded: (about, amount) => ({
    title: `${numbered(about)}: ${amount} erstattet`,
    text: `${about.store} hat Ihnen ${amount} für Ihre Bestellung${about.ticket ? ` ${about.ticket}` : ""} auf dem Weg erstattet, auf dem Sie bezahlt haben. Bis Ihre Bank es zeigt, kann es einige Tage dauern.`,
  }),
  substituteAsked: (about, item, until) => ({
    title: `${numbered(about)}: eine Frage zu Ihrer Bestellung`,
    text: `${about.store} kann ${item} nicht zubereiten. Öffnen Sie Ihre Bestellung und wählen Sie bis ${until}, was Sie stattdessen möchten. Danach gilt, was in Ihrer Bestellung steht.`,
  }),
  receipt: (about) => ({ title: `${numbered(about)}: Ihr Beleg`, text: `Ihr Beleg von ${about.store}.` }),
  signIn: (code, minutes, isForAll) => ({
    title: "Ihr Code zum Anmelden",
    text: `${code}\n\nist Ihr Code, um sich bei Crema anzumelden. Er gilt ${minutes} Minuten${isForAll ? ", und für jede Anfrage in dieser Zeit: eine weitere Mail kommt nicht" : ""}.\n\nSie haben ihn nicht verlangt? Dann ist nichts zu tun: Ohne ihn wird niemand angemeldet.\n`,
  }),
  yourOrder: "Ihre Bestellung",
  noMore: "Keine Mails über Bestellungen mehr an diese Adresse",
  unsubscribePage: {
    title: "Mails über Bestellungen",
    question:
      "Sollen an diese Adresse keine Mails über Bestellungen mehr gehen? Codes zum Anmelden kommen weiterhin, wenn Sie danach fragen.",
    action: "Keine Mails mehr",
    done: "An diese Adresse gehen keine Mails über Bestellungen mehr.",
    undo: "Wieder senden",
    undone: "An diese Adresse gehen wieder Mails über Bestellungen.",
    wrong: "Dieser Link ist nicht vollständig. Öffnen Sie ihn so, wie er in der Mail steht.",
  },
};
