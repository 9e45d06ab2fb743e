/**
 * Which way imports may go: the one table. From the lowest layer to the highest; a layer may import itself, the layers that it
 * names in `on`, and what those stand on. A file belongs to the row with the longest folder that it lies in; a row can name single
 * files as well. Type imports count. Tests may import whatever their package and the layers below it have.
 */
export interface Layer {
  readonly name: string;
  /** Folders or files, from the root. */
  readonly holds: readonly string[];
  /** Rows above this one. */
  readonly on: readonly string[];
}

export const LAYERS: readonly Layer[] = [
  { name: "domain", holds: ["shared"], on: [] },
  { name: "contract", holds: ["shared/api"], on: ["domain"] },
  { name: "server kit", holds: ["shared/http"], on: ["contract"] },
  { name: "sync", holds: ["sync"], on: ["contract"] },
  { name: "ui", holds: ["shared/ui"], on: ["contract"] },

  { name: "edge ports", holds: ["edge/ports.ts", "edge/settings.ts", "edge/day-of.ts"], on: ["sync", "server kit"] },
  { name: "edge db", holds: ["edge/db"], on: ["edge ports"] },
  { name: "edge execute", holds: ["edge/executor.ts", "edge/box-clock.ts", "edge/order-presenter.ts"], on: ["edge db"] },
  { name: "edge commands", holds: ["edge/commands"], on: ["edge execute"] },
  { name: "edge auth", holds: ["edge/auth"], on: ["edge commands"] },
  { name: "edge http", holds: ["edge/http"], on: ["edge auth"] },
  { name: "edge", holds: ["edge"], on: ["edge http"] },
  { name: "edge pages", holds: ["edge/web"], on: ["ui"] },

  { name: "cloud ports", holds: ["cloud/ports.ts", "cloud/settings.ts"], on: ["sync", "server kit"] },
  { name: "cloud db", holds: ["cloud/db"], on: ["cloud ports"] },
  { name: "cloud execute", holds: ["cloud/executor.ts", "cloud/order-presenter.ts", "cloud/change-notifier.ts"], on: ["cloud db"] },
  { name: "cloud queries", holds: ["cloud/queries"], on: ["cloud execute"] },
  { name: "cloud payments", holds: ["cloud/payments"], on: ["cloud queries"] },
  { name: "cloud reports", holds: ["cloud/reports"], on: ["cloud payments"] },
  { name: "cloud commands", holds: ["cloud/commands"], on: ["cloud reports"] },
  { name: "cloud auth", holds: ["cloud/auth", "cloud/mail"], on: ["cloud commands"] },
  { name: "cloud jobs", holds: ["cloud/jobs"], on: ["cloud auth"] },
  { name: "cloud http", holds: ["cloud/http"], on: ["cloud auth"] },
  { name: "cloud", holds: ["cloud"], on: ["cloud jobs", "cloud http"] },
  { name: "cloud pages", holds: ["cloud/web"], on: ["ui"] },

  { name: "tools", holds: ["tools"], on: ["edge", "edge pages", "cloud", "cloud pages"] },
  { name: "test", holds: ["test"], on: ["tools"] },
];
