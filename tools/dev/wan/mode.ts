/** What a store's line to the internet can be like, and what its proxy has counted. */
import { z } from "zod";

export const WanMode = z.enum(["up", "reset", "blackhole", "slow", "lossy", "portal"]);
export type WanMode = z.infer<typeof WanMode>;

/** One way, on top of the machine's own. */
export const SLOW_DELAY_MS = 300;
/** 256 kbit/s, each way, shared by all connections of the store. */
export const SLOW_BYTES_PER_S = 32_000;
/** In `lossy`, one connection in this many is cut … */
export const LOSSY_ONE_IN = 5;
/** … after a random number of bytes (both ways together) below this. */
export const LOSSY_CUT_BELOW_BYTES = 16_384;

export interface WanCounters {
  /** Accepted so far. */
  connections: number;
  open: number;
  /** Ended by the proxy with a reset. */
  cut: number;
  bytes_up: number;
  bytes_down: number;
  portal_answers: number;
}
