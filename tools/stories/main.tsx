/** The page of `npm run stories`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { ALL_STORIES } from "./all-stories.ts";
import { catalogueOf } from "./catalogue.ts";
import { SCREENS } from "./screens.ts";
import { Stories } from "./stories.tsx";

const address = new URLSearchParams(browserPorts.search);
const screen = address.get("screen");
// There is no server behind a story: what a part would fetch stays on its way.
const ports = { ...browserPorts, fetch: () => new Promise<Response>(() => undefined) };

// Not awaited at the top level: a screen's chunk may import from this one, and each would wait for the other.
async function start(): Promise<void> {
  const stories = screen === null ? ALL_STORIES : ((await SCREENS[screen]?.()) ?? {});
  startPage(ports, catalogueOf(address.get("language")), <Stories {...{ stories, screen }} only={address.get("story")} />);
}
void start();
