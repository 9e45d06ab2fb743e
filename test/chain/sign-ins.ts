/** What a person needs to look around in a running chain. Programs read chain.json. */
import { join } from "node:path";
import type { Chain } from "./start-chain.ts";

export function describeChain(chain: Chain): string {
  const { cloud, mail, payments, stores } = chain.file;
  const lines = [
    `  cloud    ${cloud.url}   API: ${cloud.url}/docs   ${cloud.url}/openapi.json`,
    `  HQ       ${cloud.url}/hq#token=${cloud.adminToken}`,
    `  mail     ${mail.url}   sign-in codes of customers`,
    ...stores.flatMap((store) => [
      `  ${store.id}  ${store.url}   API: ${store.url}/docs   link: ${store.url}/v1/link`,
      `           PINs: barista ${store.pins.barista}, cashier ${store.pins.cashier}, manager ${store.pins.manager}`,
      `           line: curl -d '{"mode":"reset"}' ${store.wanControl}   (up, reset, blackhole, slow, lossy, portal)`,
    ]),
    `  payments ${payments.url}   a sandbox: no real card, no real money`,
    `  tokens   ${join(chain.dir, "chain.json")} (admin, customers, tills)`,
    `  logs     ${join(chain.dir, "logs")}`,
  ];
  return lines.join("\n");
}
