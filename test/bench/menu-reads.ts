/** GET menu on one edge beside a bare Hono route that answers with a body of the same size. */
import type { StoreEntry } from "./calls.ts";
import type { LoadPlan } from "./load-plan.ts";
import { pairedRates } from "./paired.ts";
import { atLeast, type Figure } from "./report.ts";
import { startServer } from "./server-process.ts";

export async function benchMenuReads(where: string, url: string, storeId: StoreEntry["id"]): Promise<Figure> {
  const menuUrl = `${url}/v1/stores/${storeId}/menu`;
  const bytes = (await (await fetch(menuUrl)).arrayBuffer()).byteLength;
  const plan: LoadPlan = {
    url: menuUrl,
    method: "GET",
    headers: {},
    body: null,
    unique_key: false,
    run: "menu",
    connections: 64,
    duration_ms: 1_000,
    per_second: null,
  };
  const server = await startServer("./bare-menu.ts", [String(bytes)]);
  try {
    const { ours, limit } = await pairedRates(plan, { ...plan, url: `${server.url}/menu` }, 9);
    return atLeast(`${where} GET menu (${Math.round(bytes / 1024)} KB) against a bare route`, ours, limit, 0.6);
  } finally {
    await server.stop();
  }
}
