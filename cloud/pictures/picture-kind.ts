/** What an upload is, by its first bytes. */

const READABLE = ["JPEG", "PNG", "WebP", "AVIF"] as const;
type Readable = (typeof READABLE)[number];

/** One of the four, or what it is instead, as a sentence begins. */
export function kindOf(upload: Buffer): Readable | string {
  const head = upload.subarray(0, 1024);
  const at = (from: number, to: number) => head.toString("latin1", from, to);
  if (head.length === 0) return "The body is empty";
  if (at(0, 3) === "\xff\xd8\xff") return "JPEG";
  if (at(0, 8) === "\x89PNG\r\n\x1a\n") return "PNG";
  if (at(0, 4) === "RIFF" && at(8, 12) === "WEBP") return "WebP";
  if (at(4, 8) === "ftyp") return /avi[fs]/.test(brands(head)) ? "AVIF" : "This is a HEIC picture or a film";
  if (/^GIF8[79]a/.test(at(0, 6))) return "This is a GIF";
  if (/^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|!--|svg)/i.test(at(0, 256)))
    return "This is an SVG or another document, which may carry script";
  return "This is no picture";
}

export const isReadable = (kind: string): kind is Readable => READABLE.some((one) => one === kind);

/** The brands that the file's first box names: the major one, and the ones that it is compatible with. */
function brands(head: Buffer): string {
  const end = head.length >= 4 ? Math.min(head.readUInt32BE(0), head.length) : 0;
  return head.toString("latin1", 8, end);
}
