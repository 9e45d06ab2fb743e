/** Which store a screen belongs to, and whether its device is paired. */
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import type { StreamState } from "@crema/ui/stream/follow-socket.ts";
import { useMe } from "./use-me.ts";

/** `isOut`: never paired, or a cookie that is no longer valid. */
export function useScreen(): { storeId: string | null; isOut: boolean; error: unknown } {
  const me = useMe();
  const isOut = isRefusal(me.error, "auth.required", "auth.revoked", "auth.forbidden") || (me.data !== undefined && !me.data.device);
  // Once the store is known, the stream says whether the box can be reached; a single failed request says nothing.
  return { storeId: me.data?.device ? me.data.store_id : null, isOut, error: isOut || me.data ? null : me.error };
}

export const wasRevoked = (stream: StreamState): boolean => stream.name === "revoked";
