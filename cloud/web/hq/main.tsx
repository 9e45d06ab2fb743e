/** The page at `/hq`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { catalogue } from "./catalogue.ts";
import { Hq } from "./hq.tsx";
import { takeLinkToken } from "./link-token.ts";

startPage(browserPorts, catalogue, <Hq linkToken={takeLinkToken(browserPorts)} />, "hq.page_title");
