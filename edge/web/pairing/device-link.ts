/**
 * A link to the box may bring a device's token behind a `#`, which no browser sends to any server: whoever set the device up
 * on the box (`crema-edge pair`) opens it once. Easy to get wrong: it is taken from the address at once.
 */
export function takeDeviceToken(): string | null {
  const token = /^#device=([\w-]{8,512})$/.exec(window.location.hash)?.[1] ?? null;
  if (token !== null) window.history.replaceState(null, "", window.location.pathname);
  return token;
}
