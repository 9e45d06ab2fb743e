/** `npm run docs`: writes the pages that are made of the code. errors.test.ts fails while they differ from it. */
import { writeFile } from "node:fs/promises";
import { errorPage } from "./error-page.ts";

await writeFile(new URL("../../docs/errors.md", import.meta.url), errorPage());
