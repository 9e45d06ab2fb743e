/**
 * What the page that is shown without a network says: in the language of its reader, with the open order that this device knows of. It has
 * the number, for the counter, and says when that was known (web/app/browser-device.ts writes it).
 */
const OPEN_ORDER = "crema-open-order-1";

const TEXTS = {
  en: {
    title: "No network",
    about: "Your phone cannot reach Crema right now. Nothing you entered is lost.",
    again: "Try again",
    number: "Your number",
    known: (store, status, at) => `${store} · ${status}, as known at ${at}. Without a network this does not change; ask at the counter.`,
    ask: "For an order that you have placed, ask at the counter.",
  },
  de: {
    title: "Kein Netz",
    about: "Ihr Telefon erreicht Crema gerade nicht. Nichts von Ihrer Eingabe ist verloren.",
    again: "Erneut versuchen",
    number: "Ihre Nummer",
    known: (store, status, at) => `${store} · ${status}, Stand ${at}. Ohne Netz ändert sich das hier nicht; fragen Sie an der Theke.`,
    ask: "Fragen Sie zu einer Bestellung an der Theke.",
  },
  es: {
    title: "Sin red",
    about: "Tu teléfono no puede conectarse con Crema ahora. No se perdió nada de lo que escribiste.",
    again: "Intentar de nuevo",
    number: "Tu número",
    known: (store, status, at) => `${store} · ${status}, según lo conocido a las ${at}. Sin red esto no cambia; pregunta en el mostrador.`,
    ask: "Si hiciste un pedido, pregunta en el mostrador.",
  },
};

const chosen = /(?:^|; )crema_language=(\w+)/.exec(document.cookie)?.[1];
const wanted = [chosen, ...navigator.languages].map((one) => (one ?? "").slice(0, 2)).find((one) => one in TEXTS) ?? "en";
const texts = TEXTS[wanted];
const say = (id, text) => {
  document.getElementById(id).textContent = text;
};

document.documentElement.lang = wanted;
document.title = `Crema: ${texts.title}`;
for (const id of ["title", "about", "again", "ask"]) say(id, texts[id]);

const order = await caches
  .open(OPEN_ORDER)
  .then((cache) => cache.match("/app/open-order"))
  .then((kept) => kept?.json())
  .catch(() => undefined);
if (order) {
  say("number-label", texts.number);
  say("number", order.number);
  say("ask", texts.known(order.store, order.status, order.at));
  document.getElementById("order").hidden = false;
}
