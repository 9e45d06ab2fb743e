/** Appends lines to a log file. */
import { appendFileSync } from "node:fs";

export function logTo(file: string): (line: string) => void {
  return (line) => appendFileSync(file, `${line}\n`);
}
