/** The page at `/pos/customer`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { catalogue } from "./catalogue.ts";
import { Customer } from "./customer.tsx";

startPage(browserPorts, catalogue, <Customer />, "customer.page_title");
