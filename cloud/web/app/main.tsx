/** The page at `/app`. */
import { browserPorts } from "@crema/ui/browser-ports.ts";
import { startPage } from "@crema/ui/start-page.tsx";
import { App } from "./app.tsx";
import { browserDevice, tellWorkerPath } from "./browser-device.ts";
import { catalogue, laterTexts } from "./catalogue.ts";
import { loadNamedView } from "./later-views.tsx";
import { ThisDeviceProvider } from "./this-device.ts";

startPage(
  browserPorts,
  catalogue,
  <ThisDeviceProvider value={browserDevice}>
    <App />
  </ThisDeviceProvider>,
  null,
  { later: laterTexts, isNeededAtOnce: loadNamedView(location.pathname) },
);

// Absent over plain HTTP from another machine, and where a browser forbids it; the page works without.
if ("serviceWorker" in navigator) {
  tellWorkerPath();
  navigator.serviceWorker.register("/app-worker.js", { scope: "/app" }).catch((error: unknown) => {
    console.warn("The page that says that there is no network is not kept.", error);
  });
}
