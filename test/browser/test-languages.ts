/** A page in a language for tests, in the place of its English: every letter with an accent and more of them, or from right to left. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Pseudo, pseudoTexts } from "@crema/tools/words/pseudo";
import { ROOT, textsOfPage } from "@crema/tools/words/read-words";
import type { Page } from "playwright-core";

/** `of`: the page's folder, "edge/web/board". Before the page is opened. */
export async function speak(page: Page, of: string, pseudo: Pseudo): Promise<void> {
  const [side = "", name = ""] = of.split("/web/");
  const manifest = JSON.parse(readFileSync(join(ROOT, side, "dist/web/manifest.json"), "utf8")) as Record<string, { file: string }>;
  // One file, or two where the first view has its own; all of it in each does no harm.
  const files = ["", "?first", "?later"].flatMap((part) => manifest[`${name}/words/en.json${part}`]?.file ?? []);
  if (files.length === 0) throw new Error(`${of} has no English in its build.`);
  const texts = JSON.stringify(pseudoTexts(textsOfPage(`${of}/words`, "en"), pseudo));
  for (const file of files) {
    const built = readFileSync(join(ROOT, side, "dist/web", file), "utf8");
    const exported = /export\s*\{[^}]*\bas\s+(\w+)[^}]*\}/.exec(built)?.[1] ?? "default";
    const body = `const texts = ${texts};\nexport { texts as ${exported} };\n`;
    await page.route(`**/${file}`, (route) => route.fulfill({ contentType: "text/javascript", body }));
  }
}

/** What a person sees or hears on the page that is no text of a message file. `data`: names and such, which no language changes. */
export async function untranslated(page: Page, data: readonly (string | RegExp)[]): Promise<string[]> {
  const seen = (await page.evaluate(`(() => {
    const texts = [];
    const skipped = (element) => element.closest("script, style, option[lang], .printed, .stories");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (!element || skipped(element) || !element.checkVisibility()) continue;
      if (node instanceof Text) texts.push(node.data);
      else for (const name of ["aria-label", "placeholder", "title", "alt"]) if (element.hasAttribute(name)) texts.push(element.getAttribute(name));
    }
    return texts;
  })()`)) as string[];
  const without = (text: string) => data.reduce<string>((rest, one) => rest.replaceAll(typeof one === "string" ? one : one, ""), text);
  return [...new Set(seen.filter((text) => /[A-Za-z]{2}/.test(without(text))))];
}
