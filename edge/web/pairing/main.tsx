/** The page at `/`: where a new device is paired, and where a paired one finds its screens. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { Landing } from "./landing.tsx";

startPage(browserPorts, <Landing />);
