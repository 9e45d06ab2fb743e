/**
 * The pages of a side out of their sources, by Vite, in front of a server that runs: what is no page and no part of one is handed
 * on to it. One Vite per side, one front per server.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import { wordsPlugin } from "../../vite/words-plugin.ts";
import { ROOT } from "../programs.ts";
import { forward, forwardSocket } from "./forward.ts";

export type Side = "edge" | "cloud";

export interface PageServer {
  /** Listens at `port` in front of the server at `url`; returns the address to open. */
  front(url: string, port: number): Promise<string>;
  /** Calls back for every file below these folders that is written, made or gone, also where an editor puts another in its place. */
  watch(folders: readonly string[], changed: (path: string) => void): void;
}

/** What Vite serves besides the files of the side. */
const OF_VITE = /^\/(@vite|@id|@fs|@react-refresh|node_modules)(\/|$)/;

export async function startPageServer(side: Side, reloadPort: number, lifecycle: Lifecycle): Promise<PageServer> {
  const web = join(ROOT, side, "web");
  const pages = pagesOf(web);
  const { createServer: createVite } = await import("vite");
  const { default: react } = await import("@vitejs/plugin-react");
  const vite = await createVite({
    root: web,
    configFile: false,
    appType: "mpa",
    logLevel: "warn",
    cacheDir: join(ROOT, "node_modules/.vite", side),
    plugins: [react(), wordsPlugin(), { name: "addresses-in-pages", transformIndexHtml: { order: "pre", handler: rooted(web) } }],
    optimizeDeps: { entries: ["**/index.html"] },
    server: { middlewareMode: true, hmr: { port: reloadPort }, fs: { allow: [ROOT] } },
  });
  lifecycle.push(`${side} pages`, () => vite.close());

  /** null: not of the pages. */
  const fileOf = (path: string): string | null => {
    if (OF_VITE.test(path)) return path;
    const isFile = [web, join(web, "public")].some((folder) => existsSync(join(folder, path)) && statSync(join(folder, path)).isFile());
    if (isFile) return path;
    const page = pages.find((name) => path === `/${name}` || (name !== "" && path.startsWith(`/${name}/`)));
    return page === undefined ? null : `/${page}${page === "" ? "" : "/"}index.html`;
  };
  return {
    watch(folders, changed) {
      vite.watcher.add([...folders]).on("all", (_, path) => changed(path));
    },
    async front(url, port) {
      const to = new URL(url);
      const serve = (incoming: IncomingMessage, response: ServerResponse) => {
        const [path = "/", query] = (incoming.url ?? "/").split("?");
        const isRead = incoming.method === "GET" || incoming.method === "HEAD";
        const file = isRead ? fileOf(decodeURI(path)) : null;
        if (file === null) return forward(to, incoming, response);
        incoming.url = `${file}${query === undefined ? "" : `?${query}`}`;
        vite.middlewares(incoming, response, () => forward(to, incoming, response));
      };
      const server = createServer(serve);
      server.on("upgrade", (incoming, socket, head) => forwardSocket(to, incoming, socket, head));
      await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
      lifecycle.push(`front of ${url}`, () => {
        server.closeAllConnections();
        server.close();
      });
      return `http://127.0.0.1:${port}`;
    },
  };
}

/** Each index.html is a page, and its folder the page's path. */
function pagesOf(web: string): string[] {
  const below = readdirSync(web, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(web, entry.name, "index.html")),
  );
  return [...(existsSync(join(web, "index.html")) ? [""] : []), ...below.map(({ name }) => name)];
}

/** A page is served below its path and without it (`/pos`, `/pos/orders/1`), so that what it loads has to be named from the root. */
function rooted(web: string): (html: string, context: { readonly filename: string }) => string {
  return (html, { filename }) =>
    html.replaceAll(/\b(src|href)="(\.[^"]+)"/g, (_, attribute: string, name: string) => {
      const file = createRequire(pathToFileURL(join(dirname(filename), "page.js"))).resolve(name);
      const inside = relative(web, file);
      return `${attribute}="${inside.startsWith("..") ? `/@fs${file}` : `/${inside}`}"`;
    });
}
