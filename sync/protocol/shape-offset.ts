/**
 * Offsets of the shape log, as they are written in requests, headers and saved positions: `0_<lsn>` is "in the snapshot,
 * past lsn", `<lsn>_0` is "in the log, past lsn", and `0_inf` is "the snapshot was empty, the log from its start".
 * Pitfall: a snapshot that comes in parts must not look like a log, or its rows are taken for changes.
 */
export type Offset =
  | { readonly kind: "snapshot"; readonly after: number }
  | { readonly kind: "log"; readonly after: number }
  | { readonly kind: "now" };

/** Null when the text is not an offset. An lsn beyond the safe integers is read as one too large for any log. */
export function parseOffset(text: string): Offset | null {
  if (text === "-1") return { kind: "snapshot", after: 0 };
  if (text === "now") return { kind: "now" };
  const match = /^(\d{1,20})_(\d{1,20}|inf)$/.exec(text);
  if (!match) return null;
  const lsn = Number(match[1]);
  if (lsn > 0) return { kind: "log", after: lsn };
  return match[2] === "inf" ? { kind: "log", after: 0 } : { kind: "snapshot", after: Number(match[2]) };
}

/** `lsn` 0: nothing has been written yet. */
export function logOffset(lsn: number | bigint | string): string {
  return `${lsn}` === "0" ? "0_inf" : `${lsn}_0`;
}

export function snapshotOffset(lsn: number): string {
  return `0_${lsn}`;
}
