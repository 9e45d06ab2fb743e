/**
 * An HTTP upgrade (WebSocket) as an ordinary request and answer: what the app decides about it is decided where everything
 * else is. No socket is opened here.
 */

/** The part of Node's IncomingMessage that is needed. */
export interface UpgradeRequest {
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The upgrade's request for the app; null when its target cannot be read. */
export function requestOf({ url, headers: raw }: UpgradeRequest): Request | null {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one);
  }
  const target = `http://${headers.get("host") ?? "localhost"}${url ?? "/"}`;
  return URL.canParse(target) ? new Request(target, { headers }) : null;
}

const FRAMING = new Set(["connection", "content-length", "transfer-encoding"]);

/** A refusal as it goes onto the raw connection, which it ends. */
export async function bytesOf(response: Response): Promise<Uint8Array> {
  const body = new Uint8Array(await response.arrayBuffer());
  const lines = [`HTTP/1.1 ${response.status} `, "connection: close", `content-length: ${body.length}`];
  response.headers.forEach((value, name) => {
    if (!FRAMING.has(name)) lines.push(`${name}: ${value}`);
  });
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}
