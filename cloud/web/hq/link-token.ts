import type { BrowserPorts } from "@crema/ui/ports.ts";

/**
 * A link to this page may bring an operator's token behind a `#`, which no browser sends to a server. It is removed
 * from the address at once, so that no bookmark and no screen shows it.
 */
export function takeLinkToken({ fragment, stripAddress }: Pick<BrowserPorts, "fragment" | "stripAddress">): string | null {
  const token = /^token=([\w-]{8,512})$/.exec(fragment())?.[1] ?? null;
  if (token !== null) stripAddress();
  return token;
}
