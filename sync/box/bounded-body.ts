/** Reads a response's body to its end, up to a limit: the other end may not be who we think it is. */

/**
 * Rejects when there is more than `maxBytes`, or when the body is cut short and the transport notices.
 * `heard`: called for each chunk that arrives.
 */
export async function readBounded(response: Response, maxBytes: number, heard?: () => void): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of partsOf(response, maxBytes, heard)) text += decoder.decode(part, { stream: true });
  return text + decoder.decode();
}

/** The same for what is no text. */
export async function readBoundedBytes(response: Response, maxBytes: number, heard?: () => void): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of partsOf(response, maxBytes, heard)) parts.push(part);
  return Buffer.concat(parts);
}

async function* partsOf(response: Response, maxBytes: number, heard?: () => void): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    heard?.();
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new Error(`a response of more than ${maxBytes} bytes`);
    }
    yield part.value;
  }
}
