/**
 * A link to this page may bring an operator's token behind a `#`, which no browser sends to a server. It is removed
 * from the address at once, so that no bookmark and no screen shows it.
 */
export function takeLinkToken(): string | null {
  const token = /^#token=([\w-]{8,512})$/.exec(window.location.hash)?.[1] ?? null;
  if (token !== null) window.history.replaceState(null, "", window.location.pathname);
  return token;
}
