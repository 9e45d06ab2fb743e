import type { BrowserPorts } from "@crema/ui/ports.ts";

/**
 * A link to the box may carry a device's token behind a `#`, which no browser sends to any server: whoever set the device
 * up on the box (`crema-edge pair`) opens it once. The token is removed from the address bar at once.
 */
export function takeDeviceToken({ fragment, stripAddress }: Pick<BrowserPorts, "fragment" | "stripAddress">): string | null {
  const token = /^device=([\w-]{8,512})$/.exec(fragment())?.[1] ?? null;
  if (token !== null) stripAddress();
  return token;
}
