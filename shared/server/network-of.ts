/**
 * The network that rate limits count by: an IPv4 address, also when a socket writes it as IPv6, or the /64 of an IPv6
 * address, because whoever has one address has the whole /64.
 */
export function networkOf(address: string): string {
  const bare = address.split("%")[0]?.toLowerCase() ?? address;
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(bare)?.[1];
  if (mapped) return mapped;
  if (!/^[0-9a-f:.]*$/.test(bare) || bare.split(":").length < 3) return address;
  const [head = "", tail] = bare.split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const before = groups(head);
  const after = groups(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const first = [...before, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4);
  return `${first.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
