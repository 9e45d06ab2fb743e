/** The page at `/board`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { Board } from "./board.tsx";
import { catalogue } from "./catalogue.ts";

startPage(browserPorts, catalogue, <Board />, "board.page_title");
