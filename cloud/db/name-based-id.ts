import { createHash } from "node:crypto";

/** A UUID (version 8, RFC 9562) of a name: whoever makes it of the same name, however often and wherever, makes the same one. */
export function nameBasedId(name: string): string {
  const hash = createHash("sha256").update(name).digest().subarray(0, 16);
  hash.writeUInt8(((hash[6] ?? 0) & 0x0f) | 0x80, 6);
  hash.writeUInt8(((hash[8] ?? 0) & 0x3f) | 0x80, 8);
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
