/** The switch of a WAN proxy: GET shows mode and counters, POST {"mode": …} changes it. */
import { z } from "zod";
import { type ControlServer, startControl } from "../processes/control-server.ts";
import { WanMode } from "./mode.ts";
import type { WanProxy } from "./wan-proxy.ts";

const Command = z.strictObject({ mode: WanMode });

export function startWanControl(proxy: WanProxy, port = 0): Promise<ControlServer> {
  const show = () => ({ mode: proxy.mode, modes: WanMode.options, counters: proxy.counters });
  const change = (asked: unknown) => {
    const command = Command.safeParse(asked);
    if (!command.success) return { status: 400, body: { error: `Send {"mode": one of ${WanMode.options.join(", ")}}` } };
    proxy.setMode(command.data.mode);
    return { status: 200, body: show() };
  };
  return startControl({ show, change }, port);
}
