/** The page at `/pos`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { catalogue } from "./catalogue.ts";
import { Pos } from "./pos.tsx";

startPage(browserPorts, catalogue, <Pos />, "pos.page_title");
