/** The page on the guests' port, at `/`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { catalogue } from "./catalogue.ts";
import { Guest } from "./guest.tsx";

// Another sheet may be scanned into the same tab, where only what stands behind the # changes.
window.addEventListener("hashchange", () => location.reload());

startPage(browserPorts, catalogue, <Guest />, "guest.page_title");
