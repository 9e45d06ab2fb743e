/** Why an address cannot be listened on, in one line for whoever started the program. */

/** `setting`: the name of the setting for the port. null: another kind of error. */
export function listenFault(error: unknown, setting: string): string | null {
  if (!(error instanceof Error) || !("syscall" in error) || error.syscall !== "listen" || !("code" in error)) return null;
  const at = "address" in error && "port" in error ? `${error.address}:${error.port}` : "the address";
  if (error.code === "EADDRINUSE") return `${at} is in use: another program listens there. Stop it, or set ${setting}.`;
  if (error.code === "EACCES") return `${at} may not be listened on by this user: set ${setting} to a port from 1024 on.`;
  if (error.code === "EADDRNOTAVAIL") return `${at} is no address of this machine.`;
  return null;
}
