/** The page of `npm run stories`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { ALL_STORIES } from "./all-stories.ts";
import { SCREENS } from "./screens.ts";
import { Stories } from "./stories.tsx";

const address = new URLSearchParams(browserPorts.search);
const screen = address.get("screen");
const stories = screen === null ? ALL_STORIES : ((await SCREENS[screen]?.()) ?? {});
// There is no server behind a story: what a part would fetch stays on its way.
const ports = { ...browserPorts, fetch: () => new Promise<Response>(() => undefined) };
startPage(ports, <Stories {...{ stories, screen }} only={address.get("story")} />);
