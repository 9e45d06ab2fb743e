/** Ends many requests at once: each listens as long as it is under way. More than so many are a leak, which Node then warns of. */
import { setMaxListeners } from "node:events";

const MOST_IN_FLIGHT = 200;

export function endOfMany(): AbortController {
  const end = new AbortController();
  setMaxListeners(MOST_IN_FLIGHT, end.signal);
  return end;
}
