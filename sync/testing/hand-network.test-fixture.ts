/**
 * A network between one box and the cloud that a test flushes by hand. Every request and every response is a message that
 * waits until the test delivers it, delivers a copy, drops it, or cuts its connection. It opens no ports and has no
 * timers.
 */
import type { CloudClient, HttpResponse } from "../ports.ts";

/** The cloud as one function from a request's text to a complete response. */
export type Server = (path: string, body: string) => Promise<HttpResponse>;

export interface Message {
  readonly kind: "request" | "response";
  readonly exchange: number;
}

interface Open {
  resolve(response: HttpResponse): void;
  reject(error: Error): void;
}

type Packet = Message & ({ kind: "request"; path: string; body: string } | { kind: "response"; response: HttpResponse });

export class HandNetwork {
  server: Server;
  /** Changes a response in transit: a portal's page, a cut body. */
  tamper: ((response: HttpResponse) => HttpResponse) | null = null;
  #wire: Packet[] = [];
  readonly #open = new Map<number, Open>();
  #exchanges = 0;

  constructor(server: Server) {
    this.server = server;
  }

  readonly client: CloudClient = {
    baseUrl: "http://cloud.test",
    fetch: () => Promise.reject(new Error("this network carries posts alone")),
    post: (path, body, { signal }) =>
      new Promise((resolve, reject) => {
        this.#exchanges += 1;
        const exchange = this.#exchanges;
        this.#open.set(exchange, { resolve, reject });
        // Aborting takes nothing off the wire: the request may still arrive.
        signal?.addEventListener("abort", () => this.#end(exchange)?.reject(new Error("given up")), { once: true });
        this.#wire.push({ kind: "request", exchange, path, body: JSON.stringify(body) });
      }),
  };

  /** What is on the wire, oldest first. */
  get messages(): readonly Message[] {
    return this.#wire;
  }

  get exchanges(): number {
    return this.#exchanges;
  }

  /** Bodies of the requests on the wire, parsed. */
  requests(): unknown[] {
    return this.#wire.flatMap((packet) => (packet.kind === "request" ? [JSON.parse(packet.body)] : []));
  }

  /** The message arrives; resolves when whoever got it has done with it. */
  async deliver(index = 0): Promise<void> {
    const [packet] = this.#wire.splice(index, 1);
    if (packet) await this.#arrive(packet);
  }

  /** A copy arrives now, the message itself stays on the wire. */
  async duplicate(index = 0): Promise<void> {
    const packet = this.#wire[index];
    if (packet) await this.#arrive(packet);
  }

  /** It never arrives, and nobody is told. */
  drop(index = 0): void {
    this.#wire.splice(index, 1);
  }

  /** It never arrives, and the box sees the connection break. */
  cut(index = 0): void {
    const [packet] = this.#wire.splice(index, 1);
    if (packet) this.#end(packet.exchange)?.reject(new Error("the connection was cut"));
  }

  async #arrive(packet: Packet): Promise<void> {
    if (packet.kind === "request") {
      const response = await this.server(packet.path, packet.body);
      this.#wire.push({ kind: "response", exchange: packet.exchange, response });
      return;
    }
    this.#end(packet.exchange)?.resolve(this.tamper ? this.tamper(packet.response) : packet.response);
  }

  #end(exchange: number): Open | null {
    const open = this.#open.get(exchange) ?? null;
    this.#open.delete(exchange);
    return open;
  }
}
