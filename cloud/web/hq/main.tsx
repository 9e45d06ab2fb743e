/** The page at `/hq`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { Hq } from "./hq.tsx";
import { takeLinkToken } from "./link-token.ts";

startPage(browserPorts, <Hq linkToken={takeLinkToken(browserPorts)} />);
