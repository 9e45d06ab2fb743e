/** The pictures of a running box: where they are, and what fetches them. */
import type { Clock, RandomFraction, Timers } from "@crema/shared/domain/kernel/clock";
import type { Service } from "@crema/shared/server/service";
import type { Logger } from "pino";
import type { DataDir } from "../data-dir.ts";
import type { EdgeSettings } from "../settings.ts";
import type { Store } from "../store.ts";
import type { CloudLink } from "../sync/cloud-link.ts";
import { createPictureFetcher } from "./picture-fetcher.ts";
import { openPictureFolder, type PictureFolder } from "./picture-folder.ts";

export interface PicturesDeps {
  readonly settings: Pick<EdgeSettings, "minFreeDiskBytes">;
  readonly machine: { readonly clock: Clock; readonly random: RandomFraction; readonly fetch: typeof fetch };
  readonly dataDir: Pick<DataDir, "picturesPath" | "diskFreeBytes">;
  readonly store: Pick<Store, "tables">;
  readonly link: Pick<CloudLink, "status">;
  readonly timers: Timers;
  readonly log: Logger;
}

export function createPictures({ settings, machine, dataDir, store, link, timers, log }: PicturesDeps): {
  folder: PictureFolder;
  fetcher: Service;
} {
  const folder = openPictureFolder(dataDir.picturesPath, (error) => log.error({ err: error }, "the folder of pictures could not be read"));
  const fetcher = createPictureFetcher({
    ...{ folder, timers, clock: machine.clock, random: machine.random, fetch: machine.fetch },
    menu: store.tables.documents.menu,
    logo: () => store.tables.documents.profile()?.look?.logo ?? null,
    cloudUrl: () => store.tables.box.box().cloud_url,
    isLive: () => link.status().state === "LIVE",
    diskFreeBytes: dataDir.diskFreeBytes,
    minFreeDiskBytes: settings.minFreeDiskBytes,
    warn: (error, what) => log.warn({ err: error }, what),
  });
  return { folder, fetcher };
}
