/**
 * What a till's guest sees: the ticket as it is rung up, the total, the tips to choose from, and in the end the number. As a second window
 * of the till (`?here`) it hears the till through the browser; as a tablet of its own through the box, once it has joined a till.
 */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { JoinTill } from "./join-till.tsx";
import { ScreenView } from "./screen-view.tsx";
import { useScreenByBox, useScreenInBrowser } from "./use-screen.ts";
import "./customer.css";

export function Customer() {
  const { search } = usePorts();
  return new URLSearchParams(search).has("here") ? <SecondWindow /> : <Tablet />;
}

function SecondWindow() {
  const { screen, choose } = useScreenInBrowser();
  return <ScreenView screen={screen} isAway={false} onTip={choose} />;
}

function Tablet() {
  const { isJoined, isLost, screen, choose } = useScreenByBox();
  if (isJoined === false) return <JoinTill />;
  return <ScreenView screen={screen} isAway={isLost} onTip={choose} />;
}
