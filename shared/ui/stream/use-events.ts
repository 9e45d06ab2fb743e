/** followEvents for as long as a component is on the page. */
import { useEffect, useEffectEvent, useState } from "react";
import { usePorts } from "../ports-context.tsx";
import { type EventsFollower, type EventsState, followEvents } from "./follow-events.ts";

type Handlers<Frame> = Pick<EventsFollower<Frame>, "headers" | "onFrame" | "poll">;

/** `path` null: nothing to follow. */
export function useEvents<Frame>(path: string | null, handlers: Handlers<Frame>): EventsState {
  const ports = usePorts();
  const [state, setState] = useState<EventsState>("connecting");
  const onFrame = useEffectEvent(handlers.onFrame);
  const poll = useEffectEvent(handlers.poll);
  const headers = useEffectEvent(() => handlers.headers?.() ?? {});
  useEffect(() => {
    if (path === null) return;
    return followEvents<Frame>(ports, {
      path,
      headers: () => headers(),
      onFrame: (frame) => onFrame(frame),
      poll: () => poll(),
      onState: setState,
    });
  }, [ports, path]);
  return state;
}
