/**
 * Permission, the browser's own subscription, and a note of what it has been subscribed to. The note is in a cache, where the service
 * worker (app-worker.js) finds it too when the browser changes its subscription.
 */
import type { ThisDevice, Told } from "./this-device.ts";

/** As in app-worker.js. */
const CACHE = "crema-told-1";
const NOTE = "/app/told";
/** As in app/offline.js. */
const OPEN_ORDER = "crema-open-order-1";
const OPEN_ORDER_NOTE = "/app/open-order";
const WORKER_SCOPE = "/app";

/** A place of some minutes ago is good enough to choose a store by. */
const PLACE = { maximumAge: 300_000, timeout: 15_000 };

export const browserDevice: ThisDevice = {
  findPlace: () =>
    new Promise((resolve, reject) => {
      navigator.geolocation.getCurrentPosition(({ coords: { latitude, longitude } }) => resolve({ latitude, longitude }), reject, PLACE);
    }),
  reach() {
    const isSupported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window && "caches" in window;
    // Only Safari on iOS has the property, and there push is missing until the app is on the home screen.
    if (!isSupported) return (navigator as { standalone?: boolean }).standalone === false ? "install-first" : "unsupported";
    return Notification.permission === "denied" ? "blocked" : "can";
  },
  shake() {
    navigator.vibrate?.([200, 100, 200]);
  },
  async keepOpenOrder(order) {
    // Absent over plain HTTP from another machine.
    if (!("caches" in window)) return;
    const cache = await caches.open(OPEN_ORDER);
    if (order) await cache.put(OPEN_ORDER_NOTE, new Response(JSON.stringify(order)));
    else await cache.delete(OPEN_ORDER_NOTE);
  },
  askPermission: async () => (await Notification.requestPermission()) === "granted",
  async subscribe(publicKey) {
    const { pushManager } = await registration();
    const key = bytesOf(publicKey);
    let own = await pushManager.getSubscription();
    if (own && !isSame(own.options.applicationServerKey, key)) {
      await own.unsubscribe();
      own = null;
    }
    own ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys = {} } = own.toJSON();
    const { p256dh = "", auth = "" } = keys;
    return { endpoint: endpoint ?? "", keys: { p256dh, auth } };
  },
  async unsubscribe() {
    const own = await (await registration()).pushManager.getSubscription();
    await own?.unsubscribe();
  },
  async told() {
    const kept = await (await caches.open(CACHE)).match(NOTE);
    return kept ? ((await kept.json()) as Told[]) : [];
  },
  async setTold(told) {
    await (await caches.open(CACHE)).put(NOTE, new Response(JSON.stringify(told)));
  },
};

/** The service worker asks each tab which of the app's views it shows. */
export function tellWorkerPath(): void {
  navigator.serviceWorker.addEventListener("message", ({ data, ports }) => {
    if (data === "which path?") ports[0]?.postMessage(location.pathname);
  });
}

async function registration(): Promise<ServiceWorkerRegistration> {
  const found = await navigator.serviceWorker.getRegistration(WORKER_SCOPE);
  if (!found) throw new Error("the app's service worker is not there");
  return navigator.serviceWorker.ready;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}

function isSame(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const bytes = one && new Uint8Array(one);
  return bytes !== null && bytes.length === other.length && bytes.every((byte, index) => byte === other[index]);
}
