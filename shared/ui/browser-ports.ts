/**
 * The browser's own clock, randomness, network and storage. Only a page's main.tsx may import this file.
 * Pitfall: a store's pages come over plain HTTP, where `crypto.randomUUID`, service workers and the clipboard do not
 * exist.
 */
import { usableLocale } from "./format/locale.ts";
import type { BrowserPorts, TextStorage } from "./ports.ts";

export const browserPorts: BrowserPorts = {
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  timers: {
    after(ms, run) {
      const handle = setTimeout(run, ms);
      return { cancel: () => clearTimeout(handle) };
    },
  },
  random: () => Math.random(),
  newKey: randomUuid,
  fetch: (input, init) => fetch(input, init),
  storage: storageIn(() => localStorage),
  tabStorage: storageIn(() => sessionStorage),
  openSocket(path, { onOpen, onText, onClose }) {
    const socket = new WebSocket(path);
    socket.onopen = () => onOpen();
    socket.onmessage = (message) => onText(String(message.data));
    socket.onclose = (event) => onClose(event.code);
    return { close: () => socket.close() };
  },
  openChannel(name, onMessage) {
    const channel = new BroadcastChannel(name);
    channel.onmessage = (message) => onMessage(message.data);
    return { post: (message) => channel.postMessage(message), close: () => channel.close() };
  },
  onWake(run) {
    const onVisible = () => {
      if (document.visibilityState === "visible") run();
    };
    document.addEventListener("visibilitychange", onVisible);
    for (const change of ["online", "offline"]) window.addEventListener(change, run);
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      for (const change of ["online", "offline"]) window.removeEventListener(change, run);
    };
  },
  origin: location.origin,
  search: location.search,
  fragment: () => location.hash.slice(1),
  stripAddress: () => history.replaceState(null, "", location.pathname),
  goTo: (path) => location.assign(path),
  replaceWith: (path) => location.replace(path),
  locale: usableLocale(navigator.languages),
  language: {
    locales: navigator.languages,
    served: document.documentElement.dataset.language ?? null,
    chosen: () => /(?:^|; )crema_language=(\w+)/.exec(document.cookie)?.[1] ?? null,
    choose(language) {
      // Not by the Cookie Store API, which plain HTTP does not have.
      // biome-ignore lint/suspicious/noDocumentCookie: see above
      document.cookie = `crema_language=${language}; Path=/; Max-Age=34560000; SameSite=Lax`;
    },
  },
  print: () => window.print(),
};

/** Version 4 (RFC 9562), from the part of `crypto` that plain HTTP has. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = 0x40 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A browser may forbid storage, or have none left; the page then works without it. */
function storageIn(storage: () => Storage): TextStorage {
  const attempt = <T>(use: (storage: Storage) => T, otherwise: T): T => {
    try {
      return use(storage());
    } catch (error) {
      console.warn("The browser keeps nothing for this page.", error);
      return otherwise;
    }
  };
  return {
    get: (name) => attempt((area) => area.getItem(name), null),
    set: (name, text) => attempt((area) => area.setItem(name, text), undefined),
    remove: (name) => attempt((area) => area.removeItem(name), undefined),
  };
}
