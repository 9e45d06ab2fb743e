/** `npm run docs`: writes the pages, and parts of pages, that are made of the code. Tests fail while they differ from it. */
import { readFile, writeFile } from "node:fs/promises";
import { SETTINGS as CLOUD } from "@crema/cloud/settings";
import { SETTINGS as EDGE } from "@crema/edge/settings";
import { readSources } from "../house/sources.ts";
import { envExample } from "./env-example.ts";
import { errorPage } from "./error-page.ts";
import { withPersonalData } from "./personal-data.ts";
import { withRuleTable } from "./spec-rules.ts";

const SECURITY = new URL("../../docs/security.md", import.meta.url);
const SPEC = new URL("../../sync/SPEC.md", import.meta.url);

await writeFile(new URL("../../docs/errors.md", import.meta.url), errorPage());
await writeFile(SPEC, withRuleTable(await readFile(SPEC, "utf8"), readSources()));
await writeFile(SECURITY, withPersonalData(await readFile(SECURITY, "utf8")));
await writeFile(new URL("../../edge/.env.example", import.meta.url), envExample("crema-edge", EDGE));
await writeFile(new URL("../../cloud/.env.example", import.meta.url), envExample("crema-cloud", CLOUD));
