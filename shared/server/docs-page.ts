/**
 * The page at /docs: reads /openapi.json and shows it. Nothing is loaded from elsewhere, and nothing that is written into the page runs: a store
 * opens it while the internet is away. Everything that comes from the document is put in as text, never as markup.
 */
import { ERRORS } from "../domain/kernel/errors.ts";

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#221a14;background:#fffdf9}
details{border:1px solid #d9cec3;border-radius:6px;margin:.5rem 0;padding:.5rem .75rem}summary{cursor:pointer}
code,pre{font:14px/1.45 ui-monospace,monospace}pre{overflow:auto;background:#f4eee7;padding:.75rem;border-radius:6px}
.method{display:inline-block;min-width:4.5rem;font-weight:700}.about{color:#5c4f44}`;

const SCRIPT = `const main=document.querySelector("main");
const add=(to,tag,text,name)=>{const e=document.createElement(tag);if(text)e.textContent=text;if(name)e.className=name;to.append(e);return e};
const show=(to,title,value)=>{add(to,"h3",title);add(to,"pre").append(add(document.createDocumentFragment(),"code",JSON.stringify(value,null,2)))};
const entry=(head,method,about)=>{const d=add(main,"details");const s=add(d,"summary");add(s,"span",method,"method");add(s,"code",head);add(s,"div",about,"about");return d};
fetch("/openapi.json").then(r=>r.json()).then(doc=>{
document.title=doc.info.title;add(main,"h1",doc.info.title);add(main,"p",doc.info.description);
for(const [path,item] of Object.entries(doc.paths))for(const [method,op] of Object.entries(item)){
const d=entry(path,method.toUpperCase(),op.summary);if(op.description)add(d,"p",op.description);
show(d,"Who may",op["x-access"]);if(op.parameters)show(d,"Parameters",op.parameters);
if(op.requestBody)show(d,"Body",op.requestBody);show(d,"Refuses with",op["x-refuses"]);show(d,"Answers",op.responses)}
add(main,"h2","Streams");for(const [path,stream] of Object.entries(doc["x-streams"]||{}))show(entry(path,"STREAM",stream.resume),"Frames",stream);
add(main,"h2","Shapes");for(const [name,schema] of Object.entries(doc.components?.schemas||{}))show(entry(name,"",""),"Schema",schema);
}).catch(e=>add(main,"p","The description cannot be read: "+e));`;

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>API</title><link rel="stylesheet" href="/docs/page.css"></head><body><main></main><script src="/docs/page.js"></script></body></html>`;

const text = (plain: string) => plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The page that the `type` of a problem points to. */
const ERRORS_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Errors</title><link rel="stylesheet" href="/docs/page.css"></head><body><main><h1>Errors</h1>
${Object.entries(ERRORS)
  .map(([code, { status, title, about }]) => `<h3 id="${code}"><code>${code}</code> ${status}</h3><p>${text(title)}. ${text(about)}</p>`)
  .join("\n")}
</main></body></html>`;

const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** By path: the page, and what it is made of. */
export const DOCS_FILES: Readonly<Record<string, { readonly summary: string; readonly type: string; readonly body: string }>> = {
  "/errors": { summary: "Every code of a refusal, with what to do about it", type: "text/html", body: ERRORS_PAGE },
  "/docs": { summary: "This description as a page", type: "text/html", body: PAGE },
  "/docs/page.css": { summary: "Of the page at /docs", type: "text/css", body: STYLE },
  "/docs/page.js": { summary: "Of the page at /docs", type: "text/javascript", body: SCRIPT },
};

export const API_DOCUMENT = "/openapi.json";

/** For the document itself: what is served that no contract describes. `path` to what it is and its media type. */
export const DOCS_ROUTES = [
  { path: API_DOCUMENT, summary: "This description", type: "application/json" },
  ...Object.entries(DOCS_FILES).map(([path, { summary, type }]) => ({ path, summary, type })),
].map(({ path, summary, type }) => ({
  method: "get" as const,
  path,
  summary,
  responses: { 200: { description: summary, content: { [type]: {} } } },
}));

export function docsFile(path: string): Response {
  const file = DOCS_FILES[path];
  if (!file) throw new Error(`no part of the page is at ${path}`);
  return new Response(file.body, { headers: { "content-type": `${file.type}; charset=utf-8`, "content-security-policy": POLICY } });
}
