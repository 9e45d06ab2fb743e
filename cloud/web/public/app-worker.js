/**
 * The app's service worker: it keeps one page that says that there is no network, and shows it when the app is opened without
 * one. It answers nothing else, and no answer of the API is ever kept: what an order costs and where it stands comes from the
 * server or is not shown.
 */
const KEPT = "crema-offline-1";
const OFFLINE = "/app/offline.html";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([OFFLINE, "/app/offline.css"])));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)));
  } else if (pathname === "/app/offline.css") {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  }
});
