/** What a person needs to look around in a running chain. Programs read chain.json. */
import { join } from "node:path";
import type { Chain } from "./start-chain.ts";

type Store = Chain["file"]["stores"][number];

/** A host name for each device: a browser keeps one device per host, and all of them are this machine. */
const HOSTS = { pos: "till", barista: "bar", board: "board" } as const;

/** Makes the browser that opens it the device; staff sign in by PIN. */
function screen(store: Store, kind: keyof typeof HOSTS): string {
  return `http://${HOSTS[kind]}.localhost:${new URL(store.url).port}/#device=${store.deviceTokens[kind]}`;
}

export function describeChain(chain: Pick<Chain, "file" | "dir">): string {
  const { cloud, mail, payments, stores } = chain.file;
  const lines = [
    `  app      ${cloud.url}/app   the customers'`,
    `  cloud    ${cloud.url}   API: ${cloud.url}/docs   ${cloud.url}/openapi.json`,
    `  HQ       ${cloud.url}/hq#token=${cloud.adminToken}`,
    `  mail     ${mail.url}   sign-in codes, and whatever else customers are told`,
    ...stores.flatMap((store) => [
      `  ${store.id}  till     ${screen(store, "pos")}`,
      `           queue    ${screen(store, "barista")}`,
      `           board    ${screen(store, "board")}`,
      ...(store.guestLink ? [`           guests   ${store.guestLink}   the link of the sheet for guests' phones`] : []),
      `           box      ${store.url}   API: ${store.url}/docs   link: ${store.url}/v1/link`,
      `           PINs: barista ${store.pins.barista}, cashier ${store.pins.cashier}, manager ${store.pins.manager}`,
      `           line: curl -d '{"mode":"reset"}' ${store.wanControl}   (up, reset, blackhole, slow, lossy, portal)`,
    ]),
    `  payments ${payments.url}   a sandbox: no real card, no real money`,
    `  tokens   ${join(chain.dir, "chain.json")} (admin, customers, tills)`,
    `  logs     ${join(chain.dir, "logs")}`,
  ];
  return lines.join("\n");
}
