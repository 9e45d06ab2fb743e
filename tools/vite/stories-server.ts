/** The page of all components, served by Vite: as it is written, reloading on change. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { createServer } from "vite";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface StoriesServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** `port` 0: any free one. */
export async function startStories(port: number): Promise<StoriesServer> {
  const vite = await createServer({
    root: fileURLToPath(new URL("../stories", import.meta.url)),
    configFile: false,
    logLevel: "warn",
    cacheDir: `${ROOT}node_modules/.vite/stories`,
    plugins: [react()],
    server: { host: "127.0.0.1", port, fs: { allow: [ROOT] } },
  });
  await vite.listen();
  const address = vite.httpServer?.address();
  if (address === null || typeof address !== "object") throw new Error("The page of all components does not listen.");
  return { url: `http://127.0.0.1:${address.port}`, stop: () => vite.close() };
}
