/** Whose key it is, and whose books it may touch. The sandbox takes any test key and no live one. */
import { refuseEarly, type SandboxResult } from "./results.ts";

export interface Principal {
  /** A browser: publishable key. */
  readonly customer: boolean;
  /** "" is the platform. */
  readonly account: string;
}

export interface Credentials {
  readonly authorization: string | undefined;
  readonly account: string | undefined;
  readonly version: string | undefined;
}

/** `isConnected`: of an account whose name has the right form. */
export function authenticate(
  { authorization, account, version }: Credentials,
  isConnected: (account: string) => boolean,
): Principal | SandboxResult {
  const key = bearer(authorization);
  if (key === null) {
    return unauthorized("You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.");
  }
  if (!/^[spr]k_test_\w+$/.test(key))
    return unauthorized(`Invalid API Key provided: ${key.slice(0, 8)}****. The sandbox takes test keys only.`);
  if (version !== undefined && !/^\d{4}-\d{2}-\d{2}(\.\w+)?$/.test(version)) {
    return refuseEarly(400, { type: "invalid_request_error", message: `Invalid Stripe API version: ${version}` });
  }
  if (account !== undefined && (!/^acct_\w{1,64}$/.test(account) || !isConnected(account))) {
    const message = `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`;
    return refuseEarly(403, { type: "invalid_request_error", code: "account_invalid", message });
  }
  return { customer: key.startsWith("pk_"), account: account ?? "" };
}

const unauthorized = (message: string): SandboxResult => refuseEarly(401, { type: "invalid_request_error", message });

/** Bearer, or Basic with the key as the user's name. */
function bearer(authorization: string | undefined): string | null {
  const [scheme, value] = (authorization ?? "").split(" ", 2);
  if (!value) return null;
  if (scheme?.toLowerCase() === "bearer") return value;
  return scheme?.toLowerCase() === "basic" ? (Buffer.from(value, "base64").toString("utf8").split(":")[0] ?? null) : null;
}
