/** A response as a test looks at it: status, the problem's code when it is one, and the body. */

export interface Reply<T> {
  readonly status: number;
  /** "ok", or the code of the problem. */
  readonly code: string;
  readonly body: T;
  readonly headers: Headers;
}

/** Throws when a refusal is not problem+json with a code. */
export async function readResponse<T>(response: Response): Promise<Reply<T>> {
  const text = await response.text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  if (response.status < 400) return { status: response.status, code: "ok", body: body as T, headers: response.headers };
  const { code } = body as { code?: unknown };
  if (!response.headers.get("content-type")?.startsWith("application/problem+json") || typeof code !== "string") {
    throw new Error(`a refusal that is no problem+json: ${response.status} ${text}`);
  }
  return { status: response.status, code, body: body as T, headers: response.headers };
}

export class Refused extends Error {
  constructor(readonly reply: Reply<unknown>) {
    super(`refused: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
}

/** The body of a response that must not be a refusal. Throws Refused. */
export function done<T>(reply: Reply<T>): T {
  if (reply.code !== "ok") throw new Refused(reply);
  return reply.body;
}
