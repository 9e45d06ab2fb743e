/** Reads the order stream of the cloud as a program does. */
import { OrderFrame } from "@crema/shared/contract/streams";

export interface OrderStream {
  /** Every frame but heartbeats, oldest first; grows. */
  readonly frames: OrderFrame[];
  /** The statuses of the order's frames. */
  statuses(): string[];
  close(): Promise<void>;
}

export async function followOrder(opened: Promise<Response>, stop: AbortController): Promise<OrderStream> {
  const response = await opened;
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
      await reader.cancel();
      await reading;
    },
  };
}
