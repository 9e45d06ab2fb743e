/**
 * What stands on a page before its script and its style sheets are there: the shape of a first view, drawn by a style that comes with the
 * document itself. The server lets exactly this style in, by its hash (shared/server/pages.ts); its colours are those of the tokens.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { ROOT } from "../words/read-words.ts";

const COLOURS = ["--ground", "--surface-raised", "--accent", "--on-accent"];

const MARKUP = `<div class="opening" aria-hidden="true">
        <svg class="opening-mark" viewBox="0 0 64 64"><rect width="64" height="64" rx="16" /><path d="M45.5 20.5a19 19 0 1 0 0 23" /></svg>
        <i></i><i></i><i></i><i></i>
      </div>`;

/** How Vite puts a style sheet into the page that comes with a later part of it. */
const INTO_HEAD = "document.head.appendChild(";

export function openingPlugin(): Plugin {
  return {
    name: "opening",
    // The page's own sheets are at the end of its body (page-languages.ts); one in the head would come before them, and lose against them.
    renderChunk: (code) =>
      code.includes(INTO_HEAD) ? { code: code.replaceAll(INTO_HEAD, "document.body.appendChild("), map: null } : null,
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html
          .replace("</head>", `  <style>${openingStyle()}</style>\n  </head>`)
          .replace('<div id="page"></div>', `<div id="page">\n      ${MARKUP}\n    </div>`),
    },
  };
}

function openingStyle(): string {
  const [light = "", dark = ""] = coloursOf(readFileSync(join(ROOT, "shared/ui/tokens/tokens.css"), "utf8"));
  return [
    `:root{${light}}`,
    `@media (prefers-color-scheme:dark){:root{${dark}}}`,
    "html{background:var(--o-ground)}body{margin:0}",
    ".opening{display:grid;gap:12px;box-sizing:border-box;width:100%;max-width:44rem;margin:0 auto;padding:16px}",
    ".opening-mark{width:40px;height:40px;fill:var(--o-accent)}",
    ".opening-mark path{fill:none;stroke:var(--o-on-accent);stroke-width:7;stroke-linecap:round}",
    ".opening i{height:7rem;border-radius:16px;background:var(--o-surface-raised)}",
  ].join("");
}

/** Of the light scheme and of the dark one, under names of their own: the page's tokens come later, and follow the store. */
function coloursOf(tokens: string): string[] {
  const schemes = [tokens.slice(0, tokens.indexOf("@media")), tokens.slice(tokens.indexOf("(prefers-color-scheme: dark)"))];
  return schemes.map((scheme) =>
    COLOURS.map((name) => {
      const [, colour] = new RegExp(`${name}: (?:var\\([^,]+, )?(#[0-9a-f]{6})`).exec(scheme) ?? [];
      if (colour === undefined) throw new Error(`tokens.css has no ${name} for each scheme.`);
      return `${name.replace("--", "--o-")}:${colour}`;
    }).join(";"),
  );
}
