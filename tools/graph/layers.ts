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
  { name: "domain", holds: ["shared/domain"], on: [] },
  { name: "contract", holds: ["shared/contract"], on: ["domain"] },
  { name: "server kit", holds: ["shared/server"], on: ["contract"] },
  { name: "ui", holds: ["shared/ui"], on: ["contract"] },
  { name: "sync", holds: ["sync"], on: ["server kit"] },

  {
    name: "edge ports",
    holds: ["edge/ports.ts", "edge/settings.ts", "edge/day-of.ts", "edge/per-commit.ts", "edge/in-turns.ts"],
    on: ["sync"],
  },
  {
    name: "edge pictures",
    holds: ["edge/pictures/picture-folder.ts", "edge/pictures/fetch-picture.ts", "edge/pictures/picture-fetcher.ts"],
    on: ["sync"],
  },
  { name: "edge db", holds: ["edge/db"], on: ["edge ports"] },
  {
    name: "edge write path",
    holds: ["edge/executor.ts", "edge/box-clock.ts", "edge/order-presenter.ts", "edge/change-bus.ts", "edge/workload.ts", "edge/guests"],
    on: ["edge db"],
  },
  { name: "edge commands", holds: ["edge/commands"], on: ["edge write path"] },
  { name: "edge queries", holds: ["edge/queries"], on: ["edge write path"] },
  { name: "edge auth", holds: ["edge/auth"], on: ["edge commands", "edge queries"] },
  {
    name: "edge store",
    holds: ["edge/store.ts", "edge/sync/sync-store.ts", "edge/sync/join-disk.ts"],
    on: ["edge commands", "edge queries"],
  },
  { name: "edge disk", holds: ["edge/disk"], on: ["edge db"] },
  { name: "edge sync", holds: ["edge/sync"], on: ["edge store", "edge disk"] },
  { name: "edge http", holds: ["edge/http"], on: ["edge auth", "edge pictures"] },
  { name: "edge", holds: ["edge"], on: ["edge http", "edge sync"] },
  { name: "edge pages", holds: ["edge/web"], on: ["ui"] },

  {
    name: "cloud ports",
    holds: [
      "cloud/ports.ts",
      "cloud/customer-ports.ts",
      "cloud/settings.ts",
      "cloud/payments/stripe/stripe-settings.ts",
      "cloud/messages/push/push-settings.ts",
      "cloud/messages/sms/twilio-settings.ts",
    ],
    on: ["sync"],
  },
  { name: "cloud pictures", holds: ["cloud/pictures"], on: ["server kit"] },
  { name: "cloud ciphers", holds: ["cloud/auth/contact-cipher.ts", "cloud/auth/push-key.ts"], on: ["cloud ports"] },
  {
    name: "cloud message rules",
    holds: [
      "cloud/messages/channel.ts",
      "cloud/messages/facts-told.ts",
      "cloud/messages/of-use.ts",
      "cloud/messages/who-is-told.ts",
      "cloud/messages/compose.ts",
      "cloud/messages/sealed-message.ts",
      "cloud/messages/texts",
    ],
    on: ["cloud ports"],
  },
  {
    name: "cloud channels",
    holds: ["cloud/messages/retry-after.ts", "cloud/messages/push", "cloud/messages/sms"],
    on: ["cloud ciphers", "cloud message rules"],
  },
  { name: "cloud db", holds: ["cloud/db", "cloud/change-notifier.ts"], on: ["cloud ciphers", "cloud message rules"] },
  { name: "cloud mail", holds: ["cloud/mail"], on: ["cloud ciphers", "cloud db"] },
  { name: "cloud auth", holds: ["cloud/auth"], on: ["cloud mail"] },
  { name: "cloud messages", holds: ["cloud/messages"], on: ["cloud auth"] },
  {
    name: "cloud store inbox",
    holds: [
      "cloud/store-inbox.ts",
      "cloud/withdraw-order.ts",
      "cloud/offer-held-order.ts",
      "cloud/ask-store-to-cancel.ts",
      "cloud/look-first.ts",
    ],
    on: ["cloud db"],
  },
  { name: "cloud register", holds: ["cloud/register"], on: ["cloud ports"] },
  { name: "cloud snapshot", holds: ["cloud/snapshot"], on: ["cloud store inbox"] },
  { name: "cloud frozen", holds: ["cloud/freeze/freeze.ts"], on: ["cloud db"] },
  { name: "cloud policy", holds: ["cloud/payments/policy.ts"], on: ["domain"] },
  {
    name: "cloud payment steps",
    holds: [
      "cloud/payments/amendment-refund.ts",
      "cloud/payments/operations/apply-policy.ts",
      "cloud/payments/record-money.ts",
      "cloud/payments/report-refunds.ts",
      "cloud/payments/intents/intent-polling.ts",
    ],
    on: ["cloud store inbox", "cloud policy", "cloud frozen"],
  },
  {
    name: "cloud without persons",
    holds: [
      "cloud/erasure/blank-orders.ts",
      "cloud/erasure/blank-text.ts",
      "cloud/erasure/box-forgets.ts",
      "cloud/erasure/erase-again.ts",
      "cloud/erasure/erase-user.ts",
      "cloud/erasure/note-erased.ts",
      "cloud/erasure/of-an-order.ts",
    ],
    on: ["cloud store inbox", "cloud frozen", "cloud register"],
  },
  { name: "cloud write path", holds: ["cloud/executor.ts"], on: ["cloud payment steps", "cloud without persons"] },
  { name: "cloud erasure", holds: ["cloud/erasure"], on: ["cloud write path"] },
  { name: "cloud payments", holds: ["cloud/payments"], on: ["cloud write path"] },
  { name: "cloud freeze", holds: ["cloud/freeze"], on: ["cloud payments"] },
  { name: "cloud sync", holds: ["cloud/sync"], on: ["cloud freeze", "cloud register", "cloud auth"] },
  { name: "cloud queries", holds: ["cloud/queries", "cloud/order-presenter.ts"], on: ["cloud payments", "cloud auth"] },
  { name: "cloud reports", holds: ["cloud/reports"], on: ["cloud queries"] },
  {
    name: "cloud commands",
    holds: ["cloud/commands"],
    on: ["cloud reports", "cloud sync", "cloud snapshot", "cloud pictures", "cloud channels", "cloud messages", "cloud erasure"],
  },
  { name: "cloud jobs", holds: ["cloud/jobs"], on: ["cloud commands"] },
  { name: "cloud http", holds: ["cloud/http"], on: ["cloud commands"] },
  { name: "cloud", holds: ["cloud"], on: ["cloud jobs", "cloud http"] },
  { name: "cloud pages", holds: ["cloud/web"], on: ["ui"] },

  { name: "tools", holds: ["tools"], on: ["edge", "edge pages", "cloud", "cloud pages"] },
  { name: "test", holds: ["test"], on: ["tools"] },
];
