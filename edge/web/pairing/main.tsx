/** The page at `/`: where a new device is paired, and where a paired one finds its screens. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { catalogue } from "./catalogue.ts";
import { takeDeviceToken } from "./device-link.ts";
import { Landing } from "./landing.tsx";
import { OpenDevice } from "./open-device.tsx";

const token = takeDeviceToken(browserPorts);
startPage(browserPorts, catalogue, token === null ? <Landing /> : <OpenDevice token={token} />, "pairing.page_title");
