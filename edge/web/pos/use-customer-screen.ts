/**
 * Shows the guest what the cashier is at: in a second window of this browser, and on the tablet that has joined this till. What it hears
 * back is the tip that the guest has chosen.
 */
import type { ChosenTip, CustomerScreen } from "@crema/shared/contract/customer-screen";
import type { CustomerTipFrame } from "@crema/shared/contract/streams";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useSocket } from "@crema/ui/stream/use-socket.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { type ChannelMessage, CUSTOMER_CHANNEL } from "../customer-channel.ts";
import { useStoreApi } from "../store-api.ts";
import { ME, useMe } from "../use-me.ts";

export interface CustomerScreenDeps {
  /** null: the menu is not there yet. */
  readonly screen: CustomerScreen | null;
  /** The box is heard: after it was away it has to be told again. */
  readonly isLive: boolean;
  /** For the ticket that is shown. */
  onTip(tipCents: number): void;
}

export function useCustomerScreen({ screen, isLive, onTip }: CustomerScreenDeps): void {
  const { device, has_customer_screen: hasTablet = false } = useMe().data ?? {};
  const queries = useQueryClient();
  const take = (tip: ChosenTip) => {
    if (screen?.tip && tip.ticket_key === screen.ticket_key) onTip(tip.tip_cents);
  };
  useWindow(screen, take);
  useTablet(screen, hasTablet && isLive);
  const last = useRef("");
  useSocket<CustomerTipFrame>(device ? "/v1/customer-screen/tips" : null, (frame) => {
    if (frame.type === "tablet") void queries.invalidateQueries({ queryKey: ME });
    // Said again when the till has been away: it has had that one.
    if (frame.type !== "tip" || !frame.tip) return;
    // A box that was restarted counts anew.
    const said = JSON.stringify(frame.tip);
    if (said === last.current) return;
    last.current = said;
    take(frame.tip);
  });
}

function useWindow(screen: CustomerScreen | null, take: (tip: ChosenTip) => void): void {
  const { openChannel } = usePorts();
  const post = useRef<((message: ChannelMessage) => void) | null>(null);
  const hear = useEffectEvent((message: ChannelMessage) => {
    if (message.type === "tip") take(message.tip);
    if (message.type === "hello" && screen) post.current?.({ type: "screen", screen });
  });
  useEffect(() => {
    const channel = openChannel(CUSTOMER_CHANNEL, (heard) => hear(heard as ChannelMessage));
    post.current = channel.post;
    return () => {
      channel.post({ type: "bye" } satisfies ChannelMessage);
      channel.close();
    };
  }, [openChannel]);
  const text = JSON.stringify(screen);
  const show = useEffectEvent(() => {
    if (screen) post.current?.({ type: "screen", screen });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown is told again when it reads differently
  useEffect(() => show(), [text]);
}

/** One request at a time, always with the latest: a screen must not go back to what was shown before. */
function useTablet(screen: CustomerScreen | null, isThere: boolean): void {
  const api = useStoreApi();
  const latest = useRef<CustomerScreen | null>(null);
  const isSending = useRef(false);
  const send = async (): Promise<void> => {
    if (isSending.current) return;
    isSending.current = true;
    while (latest.current) {
      const json = latest.current;
      latest.current = null;
      // One that fails is told again with the next change, or when the box is back.
      await unwrap(api.v1["customer-screen"].$put({ json })).catch(() => undefined);
    }
    isSending.current = false;
  };
  const show = useEffectEvent((next: CustomerScreen | null) => {
    latest.current = next;
    if (next) void send();
  });
  const text = isThere ? JSON.stringify(screen) : null;
  useEffect(() => {
    if (text !== null) show(JSON.parse(text) as CustomerScreen | null);
  }, [text]);
  const leave = useEffectEvent(() => {
    if (isThere && screen) show({ ...screen, stage: "IDLE", lines: [], tip: null });
  });
  useEffect(() => () => leave(), []);
}
