/**
 * What limits count by. An IPv4 address is one asker, also when a socket writes it as IPv6; of IPv6 whoever has one address
 * has a whole /64 of them, so the /64 is the asker.
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
