/**
 * The app's service worker. It keeps one page that says that there is no network, and shows it when the app is opened without one, with
 * the number of the order that is open (app/offline.js). It answers nothing else, and no answer of the API is ever kept: what an order costs
 * comes from the server or is not shown. And it shows what is pushed, also while no tab is open, and opens the order when that is tapped.
 */
const KEPT = "crema-offline-2";
/** Of app/offline.js. */
const OPEN_ORDER = "crema-open-order-1";
const OFFLINE = "/app/offline.html";
const OF_OFFLINE = ["/app/offline.css", "/app/offline.js"];
/** What this browser is told of: paths that its subscription is sent to (web/app/browser-device.ts). */
const TOLD = "crema-told-1";
const NOTE = "/app/told";
const ORDERS = "/app/orders";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([OFFLINE, ...OF_OFFLINE])));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const old = caches
    .keys()
    .then((names) =>
      Promise.all(names.filter((name) => name !== KEPT && name !== TOLD && name !== OPEN_ORDER).map((name) => caches.delete(name))),
    );
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)));
  } else if (OF_OFFLINE.includes(pathname)) {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  }
});

self.addEventListener("push", (event) => event.waitUntil(show(readPush(event.data))));

/** What is shown for a push that cannot be read: a browser shows something of its own where nothing is, and stops pushing at some point. */
const UNREADABLE = {
  en: ["Crema", "There is news of your order. Tap to see it."],
  de: ["Crema", "Es gibt Neues zu Ihrer Bestellung. Tippen Sie, um es zu sehen."],
  es: ["Crema", "Hay novedades de tu pedido. Toca para verlas."],
};

/** As cloud/messages/push/push-payload.ts writes it. */
function readPush(data) {
  try {
    const push = data.json();
    if (typeof push.title === "string" && typeof push.body === "string" && typeof push.tag === "string") return push;
  } catch {
    // Nothing, or no JSON.
  }
  const [title, body] = UNREADABLE[self.navigator.language.slice(0, 2)] ?? UNREADABLE.en;
  return { id: null, title, body, tag: "crema", path: null };
}

/** One notification for each order. The same message twice, as after a lost response, makes no second sound. */
async function show({ id, title, body, tag, path }) {
  const shown = await self.registration.getNotifications({ tag });
  const isRepeated = id !== null && shown.some(({ data }) => data?.id === id);
  const icon = "/app/icon-192.png";
  await self.registration.showNotification(title, { body, tag, icon, renotify: !isRepeated, silent: isRepeated, data: { id, path } });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
});

/** A tab that shows it already is brought to the front. */
async function open(path) {
  const { href, pathname } = inApp(path);
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = await Promise.all(tabs.map(pathShown));
  const there = tabs.find((_tab, index) => shown[index] === pathname);
  return there ? there.focus() : self.clients.openWindow(href);
}

/** For a tab that is asleep; a browser lets the worker open a window for a moment after the tap only. */
const REPLY_MS = 300;

/** What a browser says of a tab is where it began; the app has gone on within it, and says where it is (browser-device.ts). */
function pathShown(tab) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => resolve(null), REPLY_MS);
    tab.postMessage("which path?", [port2]);
  });
}

/** Nothing but the app is opened, whatever was pushed. */
function inApp(path) {
  const { origin } = self.location;
  const url = typeof path === "string" && URL.canParse(path, origin) ? new URL(path, origin) : new URL(ORDERS, origin);
  return url.origin === origin && (url.pathname === "/app" || url.pathname.startsWith("/app/")) ? url : new URL(ORDERS, origin);
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(tellAgain(event)));

/** The browser has another subscription than before: whoever was told it before is told the new one. */
async function tellAgain({ newSubscription }) {
  const cache = await caches.open(TOLD);
  const told = await cache.match(NOTE).then((kept) => (kept ? kept.json() : []));
  if (told.length === 0) return;
  const own = newSubscription ?? (await subscribe());
  if (!own) return;
  const { endpoint, keys } = own.toJSON();
  const body = JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
  const headers = { "content-type": "application/json" };
  const again = await Promise.all(
    told.map(async (one) => {
      const response = await fetch(one.path, { method: "POST", headers, body, credentials: "same-origin" });
      if (response.ok) return { ...one, subscription_id: (await response.json()).subscription_id };
      return response.status >= 500 || response.status === 429 ? one : null;
    }),
  );
  await cache.put(NOTE, new Response(JSON.stringify(again.filter((one) => one !== null))));
}

async function subscribe() {
  const response = await fetch("/v1/push-key");
  const { public_key: applicationServerKey } = await response.json();
  return applicationServerKey ? self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }) : null;
}
