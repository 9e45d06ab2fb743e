/** `npm run words`: writes the types of the pages' texts again, after an en.json has changed. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { typesOf } from "./argument-types.ts";
import { ROOT, wordFolders } from "./read-words.ts";

for (const folder of wordFolders()) writeFileSync(join(ROOT, folder, "messages.d.ts"), typesOf(folder));
