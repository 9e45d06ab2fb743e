/** What many clients of an order are told in the same words: written into bytes once, whoever hears it. */
import { sseBytes } from "@crema/shared/server/sse";

export class SharedFrame {
  #sse: Buffer | null = null;
  #socket: Buffer | null = null;

  constructor(
    readonly cursor: number,
    readonly text: string,
  ) {}

  /** As an event of Server-Sent Events. */
  sse(): Buffer {
    this.#sse ??= sseBytes({ id: String(this.cursor), data: this.text });
    return this.#sse;
  }

  /** As the text of a WebSocket's message. */
  socket(): Buffer {
    this.#socket ??= Buffer.from(this.text);
    return this.#socket;
  }
}
