/** The page at `/barista`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { Barista } from "./barista.tsx";
import { catalogue } from "./catalogue.ts";

startPage(browserPorts, catalogue, <Barista />, "queue.page_title");
