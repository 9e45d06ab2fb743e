/** The page at `/app`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { App } from "./app.tsx";

startPage(browserPorts, <App />);
