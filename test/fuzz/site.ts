import type { StoreBox } from "../world/store-box.ts";
import type { TestStore } from "../world/world.ts";

/** What has become of a store's machines. */
export interface Site {
  readonly storeAt: TestStore;
  /** Boxes that were replaced. */
  readonly replaced: StoreBox[];
  /** Directories of all disks that are not the present box's. */
  readonly disks: string[];
  readonly clones: StoreBox[];
  /** Stands there and has to be enrolled. */
  next: StoreBox | null;
  backup: string | null;
  copy: string | null;
  /** A copy of a disk went on that does not say that it is one: what both have made, no rule can prevent. */
  isCopied: boolean;
}
