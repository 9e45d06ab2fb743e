/** Readers see the old content or the new one, never half of it. For its owner only: such files hold secrets of the chain. */
import { chmodSync, renameSync, writeFileSync } from "node:fs";

export function writeWhole(file: string, content: unknown): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.part`, 0o600);
  renameSync(`${file}.part`, file);
}
