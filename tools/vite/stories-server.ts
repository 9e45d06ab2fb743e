/** The page of all components: by Vite as it is written, reloading on change; or built, for whoever only looks at it. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build, createServer, type InlineConfig, preview } from "vite";
import { wordsPlugin } from "./words-plugin.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface StoriesServer {
  readonly url: string;
  stop(): Promise<void>;
}

const CONFIG: InlineConfig = {
  root: fileURLToPath(new URL("../stories", import.meta.url)),
  configFile: false,
  logLevel: "warn",
  cacheDir: `${ROOT}node_modules/.vite/stories`,
  plugins: [react(), wordsPlugin()],
};

/** `port` 0: any free one. */
export async function startStories(port: number): Promise<StoriesServer> {
  const vite = await createServer({ ...CONFIG, server: { host: "127.0.0.1", port, fs: { allow: [ROOT] } } });
  await vite.listen();
  return { url: urlOf(vite.httpServer?.address()), stop: () => vite.close() };
}

/** Builds them into the folder, which is emptied, and serves that. */
export async function serveBuiltStories(outDir: string): Promise<StoriesServer> {
  const built = { outDir, emptyOutDir: true, target: "es2022", reportCompressedSize: false };
  await build({ ...CONFIG, build: { ...built, rolldownOptions: { checks: { pluginTimings: false } } } });
  const vite = await preview({ ...CONFIG, build: built, preview: { host: "127.0.0.1", port: 0 } });
  return { url: urlOf(vite.httpServer.address()), stop: () => vite.close() };
}

function urlOf(address: string | { readonly port: number } | null | undefined): string {
  if (address === null || typeof address !== "object") throw new Error("The page of all components does not listen.");
  return `http://127.0.0.1:${address.port}`;
}
