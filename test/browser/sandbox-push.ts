/**
 * A browser whose push service is the sandbox. What it subscribes with, what arrives for it and its service worker are real; the way
 * between push service and browser, which a machine without the internet lacks, is the debugger's. The tests' Chromium has no screen to
 * show notifications on, so what a page may ask there and what the worker shows is written down instead.
 */
import type { GivenSubscription, PushSandbox } from "@crema/tools/dev/push-sandbox/push-sandbox";
import type { BrowserContext, CDPSession, Page, Worker } from "playwright-core";

export interface PushBrowser {
  /** What the person has said before, and what they say when they are asked. */
  readonly permission?: NotificationPermission;
  readonly reply?: NotificationPermission;
  readonly hasPushService?: boolean;
}
type NotificationPermission = "default" | "granted" | "denied";

/** Before the page is opened. */
export async function subscribeBySandbox(context: BrowserContext, sandbox: PushSandbox, browser: PushBrowser = {}): Promise<void> {
  const { permission = "default", reply = "granted", hasPushService = true } = browser;
  await context.exposeFunction("sandboxSubscription", (key: string) => (hasPushService ? sandbox.subscribe(key) : null));
  await context.addInitScript(`(() => {
    const said = "sandbox-permission";
    Object.defineProperty(Notification, "permission", { get: () => localStorage.getItem(said) ?? "${permission}" });
    Notification.requestPermission = async () => (localStorage.setItem(said, "${reply}"), "${reply}");
    const kept = () => JSON.parse(localStorage.getItem("sandbox-subscription") ?? "null");
    const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const bytes = (key) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0)).buffer;
    const own = ({ key, given }) => ({
      options: { applicationServerKey: bytes(key) },
      toJSON: () => given,
      unsubscribe: async () => (localStorage.removeItem("sandbox-subscription"), true),
    });
    PushManager.prototype.getSubscription = async () => (kept() ? own(kept()) : null);
    PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
      const key = text(applicationServerKey);
      const given = await window.sandboxSubscription(key);
      if (given === null) throw new DOMException("Registration failed - push service error", "AbortError");
      localStorage.setItem("sandbox-subscription", JSON.stringify({ key, given }));
      return own(kept());
    };
  })()`);
}

export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly icon: string;
  /** Without a sound, as it was shown before. */
  readonly silent: boolean;
}

/** In the worker: what it shows, and the windows that it opens or brings to the front. */
const WRITE_DOWN = `(() => {
  self.shown = [];
  self.windows = [];
  ServiceWorkerRegistration.prototype.getNotifications = async ({ tag }) => self.shown.filter((one) => one.tag === tag);
  ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
    if (options.renotify && !options.tag) throw new TypeError("renotify without a tag");
    self.shown.push({ title, ...options, close() {} });
  };
  Clients.prototype.openWindow = async (url) => void self.windows.push({ opened: url });
  WindowClient.prototype.focus = async function () { self.windows.push({ focused: this.url }); };
})()`;

/** The app's service worker, and the debugger by which a push is delivered to it. */
export class AppWorker {
  private constructor(
    private readonly debug: CDPSession,
    private readonly registrationId: string,
    private readonly origin: string,
    private readonly worker: Worker,
  ) {}

  static async of(page: Page): Promise<AppWorker> {
    const context = page.context();
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    const debug = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      debug.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const [first] = registrations;
        if (first && !first.isDeleted) resolve(first.registrationId);
      });
    });
    await debug.send("ServiceWorker.enable");
    await worker.evaluate(WRITE_DOWN);
    return new AppWorker(debug, await registered, new URL(page.url()).origin, worker);
  }

  /** Resolves to all that it has shown, once it has shown so many. */
  async deliver(text: string, count: number): Promise<readonly ShownNotification[]> {
    await this.debug.send("ServiceWorker.deliverPushMessage", { origin: this.origin, registrationId: this.registrationId, data: text });
    await this.#until(`self.shown.length >= ${count}`);
    return (await this.worker.evaluate(
      "self.shown.map(({ title, body, tag, icon, silent }) => ({ title, body, tag, icon, silent }))",
    )) as ShownNotification[];
  }

  /** The person taps the notification that was shown last. Resolves to where that leads. */
  async tap(): Promise<{ opened?: string; focused?: string }> {
    const before = (await this.worker.evaluate("self.windows.length")) as number;
    await this.worker.evaluate(
      'void self.dispatchEvent(Object.assign(new ExtendableEvent("notificationclick"), { notification: self.shown.at(-1) }))',
    );
    await this.#until(`self.windows.length > ${before}`);
    return (await this.worker.evaluate("self.windows.at(-1)")) as { opened?: string; focused?: string };
  }

  /** As browsers do when a subscription has run out. */
  async changeSubscription(fresh: GivenSubscription): Promise<void> {
    await this.worker.evaluate(
      `void self.dispatchEvent(Object.assign(new ExtendableEvent("pushsubscriptionchange"), { newSubscription: { toJSON: () => (${JSON.stringify(fresh)}) } }))`,
    );
  }

  async #until(condition: string): Promise<void> {
    await this.worker.evaluate(`(async () => { while (!(${condition})) await new Promise((resolve) => setTimeout(resolve, 20)); })()`);
  }
}
