/** The page of `npm run stories`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { Stories } from "./stories.tsx";

startPage(browserPorts, <Stories only={new URLSearchParams(browserPorts.search).get("story")} />);
