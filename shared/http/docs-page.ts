/**
 * The API as a page for people, made from the OpenAPI document on the server: one file, no script, nothing from elsewhere,
 * so it reads the same in a store whose internet is down.
 * Easy to get wrong: everything in the document is text and is escaped.
 */
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly required?: boolean; readonly schema?: unknown }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }>
  >;
  readonly "x-access"?: unknown;
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: object;
  readonly components?: { readonly schemas?: object };
  readonly "x-streams"?: object;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

export function docsPage(document: ApiDocument): string {
  const paths = Object.entries((document.paths ?? {}) as Record<string, Partial<Record<(typeof METHODS)[number], Operation>>>);
  const operations = paths.flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
  );
  const schemas = Object.entries(document.components?.schemas ?? {});
  const streams = Object.entries(document["x-streams"] ?? {});
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(document.info.title)}</title><style>${STYLE}</style></head><body>
<header><h1>${text(document.info.title)} <small>${text(document.info.version)}</small></h1>
<p>${text(document.info.description ?? "")} For programs: <a href="/openapi.json">/openapi.json</a></p></header>
<nav aria-label="Routes"><ul>${operations.map(({ path, method }) => `<li><a href="#${anchor(method, path)}"><b>${method.toUpperCase()}</b> ${text(path)}</a></li>`).join("")}</ul></nav>
<main>${operations.map(({ path, method, operation }) => section(method, path, operation)).join("\n")}
${streams.length > 0 ? `<h2>Streams</h2>${streams.map(([path, stream]) => details(path, stream)).join("")}` : ""}
<h2>Shapes</h2>${schemas.map(([name, schema]) => `<div id="shape-${text(name)}">${details(name, schema)}</div>`).join("")}</main></body></html>`;
}

function section(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    (parameter) =>
      `<li><code>${text(parameter.name ?? "")}</code> in ${text(parameter.in ?? "")}${parameter.required ? ", required" : ""}</li>`,
  );
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, response]) => `<li><b>${text(status)}</b> ${text(response.description ?? "")} ${shapes(response.content)}</li>`,
  );
  return `<section id="${anchor(method, path)}"><h3><b>${method.toUpperCase()}</b> <code>${text(path)}</code></h3>
<p>${text(operation.summary ?? "")}</p>${operation.description ? `<p>${text(operation.description)}</p>` : ""}
<p class="who">Who: <code>${text(JSON.stringify(operation["x-access"] ?? null))}</code></p>
${parameters.length > 0 ? `<ul>${parameters.join("")}</ul>` : ""}${operation.requestBody ? `<p>Body: ${shapes(operation.requestBody.content)}</p>` : ""}
<ul>${answers.join("")}</ul></section>`;
}

function shapes(content: Readonly<Record<string, { readonly schema?: unknown }>> | undefined): string {
  return Object.values(content ?? {})
    .map(({ schema }) => {
      const name = /^#\/components\/schemas\/(\w+)$/.exec((schema as { $ref?: string } | undefined)?.$ref ?? "")?.[1];
      return name ? `<a href="#shape-${text(name)}">${text(name)}</a>` : `<code>${text(JSON.stringify(schema ?? {}))}</code>`;
    })
    .join(" or ");
}

function details(title: string, value: unknown): string {
  return `<details><summary>${text(title)}</summary><pre>${text(JSON.stringify(value, null, 2))}</pre></details>`;
}

function anchor(method: string, path: string): string {
  return `${method}-${path.replaceAll(/\W+/g, "-")}`;
}

function text(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1c1917;background:#fff}
code,pre{font:14px/1.4 ui-monospace,monospace;background:#f5f5f4;border-radius:4px;padding:.1em .3em;overflow-wrap:anywhere}
pre{padding:.75rem;overflow:auto}section{border-top:1px solid #d6d3d1;padding:.5rem 0}a{color:#9a3412}nav ul{list-style:none;padding:0}
.who{font-size:.9em}@media (prefers-color-scheme:dark){body{color:#f5f5f4;background:#1c1917}code,pre{background:#292524}a{color:#fdba74}}`;
