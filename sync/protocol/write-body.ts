/** How an event becomes the bytes of the log: with `v`, the version of the wire in which it is written (L5). */
import type { EdgeEvent } from "@crema/shared/events";
import { PROTOCOL_VERSION } from "./version.ts";

export const writeBody = (event: EdgeEvent): string => withVersion(JSON.stringify(event));

/** Puts `v` in front of the members of an event that is JSON already. */
export const withVersion = (json: string): string => `{"v":${PROTOCOL_VERSION},${json.slice(1)}`;
