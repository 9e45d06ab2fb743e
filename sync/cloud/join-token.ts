/**
 * The token of a join (J1): a MAC over whose join it was and in which incarnation of the database, so that every node of the cloud
 * can check it, nothing of it is stored, and none survives a database that was set back.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { LockedLink } from "../ports.ts";

export type JoinedLink = Pick<LockedLink, "store_id" | "node_id" | "epoch" | "join_number" | "frozen_by">;

export interface JoinTokens {
  /** Of the link's last join. */
  issue(link: JoinedLink): string;
  /** Whether the token is that of the link's last join. */
  isCurrent(token: string | null, link: JoinedLink): boolean;
}

/** `incarnation`: the id of the database's present one. */
export function createJoinTokens(secret: Uint8Array, incarnation: () => string): JoinTokens {
  const issue = ({ store_id, node_id, epoch, join_number }: JoinedLink): string => {
    const said = ["crema-join", incarnation(), store_id, node_id, epoch, join_number].join("\n");
    return `${join_number}.${createHmac("sha256", secret).update(said).digest("base64url")}`;
  };
  return {
    issue,
    isCurrent(token, link) {
      // A frozen store has to join whatever it holds: the join ends the freeze.
      if (token === null || link.node_id === null || link.join_number === 0 || link.frozen_by !== null) return false;
      const [given, current] = [Buffer.from(token), Buffer.from(issue(link))];
      return given.length === current.length && timingSafeEqual(given, current);
    },
  };
}

/** From version 5 on a box joins before anything moves; and once one of the store has joined, nothing moves by the older rules. */
export function needsJoin(link: JoinedLink, version: number): boolean {
  return version >= FIRST_WITH_JOINS || link.join_number > 0;
}

export const FIRST_WITH_JOINS = 5;
