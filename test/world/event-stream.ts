/** Reads the order stream of the cloud as a program does. A stream is written to its socket, so for this alone the node gets one. */
import { SERVING } from "@crema/cloud/http/serving";
import { OrderFrame } from "@crema/shared/contract/streams";
import { listen, type Served } from "@crema/shared/server/listen";
import { systemTimers } from "@crema/shared/server/system";

export interface OrderStream {
  /** Every frame but heartbeats, oldest first; grows. */
  readonly frames: OrderFrame[];
  /** The statuses of the order's frames. */
  statuses(): string[];
  close(): Promise<void>;
}

/** `headers`: with the authorization, and `last-event-id` where it goes on. */
export async function followOrder(node: Served, orderId: string, headers: Record<string, string>): Promise<OrderStream> {
  const faults: unknown[] = [];
  const onError = (error: unknown) => faults.push(error);
  const http = await listen(node, { ...SERVING, host: "127.0.0.1", port: 0, timers: systemTimers, onError });
  const stop = new AbortController();
  const path = `${http.url}/v1/orders/${orderId}/stream`;
  const response = await fetch(path, { headers: { accept: "text/event-stream", ...headers }, signal: stop.signal });
  if (!response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
    throw new Error(`no event stream: ${response.status} ${await response.text()}`);
  }
  const frames: OrderFrame[] = [];
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const read = async () => {
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      const whole = text.split("\n\n");
      text = whole.pop() ?? "";
      for (const block of whole) {
        const data = block
          .split("\n")
          .filter((line) => line.startsWith("data:"))
          .map((line) => line.slice(5).trim())
          .join("\n");
        if (data === "") continue;
        const frame = OrderFrame.parse(JSON.parse(data));
        if (frame.type !== "heartbeat") frames.push(frame);
      }
    }
  };
  const reading = read().catch(() => undefined);
  return {
    frames,
    statuses: () => frames.flatMap((frame) => (frame.type === "order" ? [frame.order.status] : [])),
    async close() {
      stop.abort();
      await reading;
      await http.stop();
      if (faults.length > 0) throw new AggregateError(faults);
    },
  };
}
