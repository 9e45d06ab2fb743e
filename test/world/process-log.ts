/** What a process of a world logs. What one that has died would still say is heard by nobody. */
import pino from "pino";
import type { ProcessLog } from "./cloud-node.ts";

const ERROR = 50;

/** `onLogged`: hears every line, at whatever level. */
export function processLog(onError: (line: string) => void, onLogged?: (line: string) => void): ProcessLog {
  let muted = false;
  const write = (line: string) => {
    onLogged?.(line);
    const { level } = JSON.parse(line) as { level: number };
    if (level >= ERROR && !muted) onError(line);
  };
  return {
    log: pino({ level: onLogged ? "trace" : "error" }, { write }),
    mute: () => {
      muted = true;
    },
  };
}
