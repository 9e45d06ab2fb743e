/** followSocket for as long as a component is on the page; `frame` is called for each frame, in order. */
import { useEffect, useEffectEvent, useState } from "react";
import { usePorts } from "../ports-context.tsx";
import { followSocket, type StreamState } from "./follow-socket.ts";

/** `path` null: nothing to follow yet. */
export function useSocket<Frame extends { cursor: number }>(path: string | null, frame: (frame: Frame) => void): StreamState {
  const ports = usePorts();
  const [state, setState] = useState<StreamState>({ name: "connecting" });
  const onFrame = useEffectEvent(frame);
  useEffect(() => {
    if (path === null) return;
    return followSocket<Frame>(ports, {
      path: (after) => (after === null ? path : `${path}${path.includes("?") ? "&" : "?"}after=${after}`),
      onFrame: (received) => onFrame(received),
      onState: (next) => setState((now) => (now.name === next.name ? now : next)),
    });
  }, [ports, path]);
  return state;
}
