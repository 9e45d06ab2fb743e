/** What the till shows, and the way back for the tip that was chosen. */
import type { ChosenTip, CustomerScreen } from "@crema/shared/contract/customer-screen";
import type { CustomerScreenFrame } from "@crema/shared/contract/streams";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useSocket } from "@crema/ui/stream/use-socket.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type ChannelMessage, CUSTOMER_CHANNEL } from "../../customer-channel.ts";
import { useStoreApi } from "../../store-api.ts";

export const JOINED = ["customer-screen"] as const;
const AGAIN_MS = 2_000;

/** Rejects when the tip did not reach the till. */
export type ChooseTip = (tip: ChosenTip) => Promise<unknown>;

export function useScreenInBrowser(): { readonly screen: CustomerScreen | null; readonly choose: ChooseTip } {
  const { openChannel } = usePorts();
  const [screen, setScreen] = useState<CustomerScreen | null>(null);
  const [post, setPost] = useState<((message: ChannelMessage) => void) | null>(null);
  useEffect(() => {
    const channel = openChannel(CUSTOMER_CHANNEL, (heard) => {
      const message = heard as ChannelMessage;
      if (message.type === "screen") setScreen(message.screen);
      if (message.type === "bye") setScreen(null);
    });
    setPost(() => channel.post);
    channel.post({ type: "hello" } satisfies ChannelMessage);
    return channel.close;
  }, [openChannel]);
  return { screen, choose: async (tip) => post?.({ type: "tip", tip }) };
}

export function useScreenByBox() {
  const api = useStoreApi();
  const queries = useQueryClient();
  const [screen, setScreen] = useState<CustomerScreen | null>(null);
  const joined = useQuery({
    queryKey: JOINED,
    queryFn: () => unwrap(api.v1["customer-screen"].$get()),
    refetchInterval: ({ state }) => (state.error && !isRefusal(state.error) ? AGAIN_MS : false),
  });
  const isRefused = isRefusal(joined.error);
  const isJoined = isRefused ? false : joined.data ? true : null;
  const stream = useSocket<CustomerScreenFrame>(isJoined ? "/v1/customer-screen/stream" : null, (frame) => {
    if (frame.type === "screen") setScreen(frame.screen);
  });
  useEffect(() => {
    if (stream.name !== "revoked") return;
    setScreen(null);
    void queries.invalidateQueries({ queryKey: JOINED });
  }, [stream.name, queries]);
  return {
    /** null: not known yet. */
    isJoined,
    isLost: stream.name === "deaf" || (joined.error !== null && !isRefused),
    screen,
    choose: (tip: ChosenTip) => unwrap(api.v1["customer-screen"].tip.$post({ json: tip })),
  };
}
