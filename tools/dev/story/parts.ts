/** What each part of the story is told with. */
import type { Chain } from "../start-chain.ts";
import type { OnlineCustomers } from "./online-customers.ts";
import type { Shift } from "./shift.ts";

export interface StoryParts {
  readonly chain: Chain;
  /** Of the first two stores. */
  readonly shifts: readonly [Shift, Shift];
  readonly online: readonly [OnlineCustomers, OnlineCustomers];
  readonly print: (line: string) => void;
}
