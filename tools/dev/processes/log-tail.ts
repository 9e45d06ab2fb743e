/** The end of a log file, for the message of whoever found its process dead. */
import { readFileSync } from "node:fs";

const LINES = 20;

export function logTail(file: string): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-LINES).join("\n");
  } catch {
    return "(no log)";
  }
}
