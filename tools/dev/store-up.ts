/** One store of a chain: its menu and staff in the cloud, its line, its box. What an earlier start has left is gone on with. */
import { GuestSheet } from "@crema/shared/contract/guest-sheet";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import { systemClock, systemRandomFraction, systemTimers } from "@crema/shared/server/system";
import { CannotTake, type ChainFile } from "./chain-file.ts";
import type { ChainProcesses } from "./chain-processes.ts";
import type { CloudClient } from "./client/cloud-client.ts";
import { StoreClient } from "./client/store-client.ts";
import { freePort } from "./processes/free-port.ts";
import type { Programs } from "./programs.ts";
import type { SavedStore } from "./saved-chain.ts";
import { type CommandLine, enrollStore, prepareStore } from "./seed/seed.ts";
import type { StoreSeed } from "./seed/stores.ts";
import { StoreBox } from "./store-box.ts";
import { startWanControl } from "./wan/control.ts";
import { seededFraction } from "./wan/seeded-fraction.ts";
import { WanProxy } from "./wan/wan-proxy.ts";

export interface ChainStore {
  readonly id: string;
  readonly client: StoreClient;
  readonly wan: WanProxy;
  readonly box: StoreBox;
  /** As it stands in chain.json, and for the next start. */
  readonly entry: ChainFile["stores"][number];
  readonly saved: SavedStore;
}

export interface AroundStore {
  readonly dir: string;
  readonly cloud: CloudClient;
  /** What the stores sell. */
  readonly menu: () => Promise<MenuRows>;
  readonly cloudPort: number;
  readonly runCloud: CommandLine;
  readonly programs: Programs;
  readonly processes: ChainProcesses;
  readonly lifecycle: Lifecycle;
  readonly newId: IdSource;
  readonly print: (line: string) => void;
  /** The store that has a page for guests' phones. */
  readonly guestsAt: string;
}

export async function openStore(
  around: AroundStore,
  seed: StoreSeed,
  former: SavedStore | undefined,
  options: { readonly seed: number; readonly env: Readonly<Record<string, string>> },
): Promise<ChainStore> {
  const { dir, cloud, runCloud, programs, processes, newId, print } = around;
  if (!former) {
    print(`${seed.id}: menu and staff`);
    await prepareStore(cloud, seed, around.menu);
  }
  const line = await openLine(around, seed.id, former, options.seed);

  print(`${seed.id}: box`);
  const port = await freePort(systemRandomFraction, former?.port);
  const cloudUrl = `http://127.0.0.1:${line.port}`;
  const guestPort = seed.id === around.guestsAt ? await freePort(systemRandomFraction, former?.guestPort) : undefined;
  const env = { ...(guestPort === undefined ? {} : { CREMA_GUEST_PORT: String(guestPort) }), ...options.env };
  const box = new StoreBox({ storeId: seed.id, dir, port, cloudUrl, env, programs, processes, runCloud }, former?.box);
  await box.launch();
  const deviceTokens = former?.deviceTokens ?? (await enrollStore(seed.id, runCloud, box.commandLine(), cloudUrl));
  const { url } = box;
  const deviceToken = deviceTokens.pos;
  const guestLink = guestPort === undefined ? undefined : await guestLinkOf(url, deviceToken);
  const fixed = {
    ...(guestLink !== undefined && { guestLink }),
    id: seed.id,
    url,
    deviceToken,
    deviceTokens,
    pins: { ...seed.pins },
    wanControl: line.controlUrl,
  };
  return {
    id: seed.id,
    wan: line.wan,
    box,
    client: new StoreClient({ id: seed.id, url, deviceToken }, newId),
    get entry() {
      return { ...fixed, dataDir: box.dataDir };
    },
    get saved() {
      const controlPort = Number(new URL(line.controlUrl).port);
      return {
        id: seed.id,
        port,
        wanPort: line.port,
        controlPort,
        deviceTokens,
        box: box.folder,
        ...(guestPort !== undefined && { guestPort }),
      };
    },
  };
}

/** As the till prints it on the sheet. */
async function guestLinkOf(url: string, deviceToken: string): Promise<string | undefined> {
  const response = await fetch(`${url}/v1/guest-sheet`, { headers: { authorization: `Bearer ${deviceToken}` } });
  return GuestSheet.parse(await response.json()).links[0];
}

interface OpenLine {
  readonly wan: WanProxy;
  readonly port: number;
  readonly controlUrl: string;
}

async function openLine(
  { cloudPort, lifecycle }: AroundStore,
  storeId: string,
  former: SavedStore | undefined,
  seed: number,
): Promise<OpenLine> {
  const wan = new WanProxy({
    target: { host: "127.0.0.1", port: cloudPort },
    clock: systemClock,
    timers: systemTimers,
    random: seededFraction(seed),
  });
  const port = await wan.listen(former?.wanPort).catch((error: unknown) => {
    throw new CannotTake(
      `Port ${former?.wanPort}, under which the box of ${storeId} knows its cloud, is taken. Free it, or begin afresh with --fresh.`,
      { cause: error },
    );
  });
  lifecycle.push(`${storeId} wan`, () => wan.stop());
  const controlPort = await freePort(systemRandomFraction, former?.controlPort);
  const control = await startWanControl(wan, controlPort);
  lifecycle.push(`${storeId} wan control`, () => control.stop());
  return { wan, port, controlUrl: control.url };
}
