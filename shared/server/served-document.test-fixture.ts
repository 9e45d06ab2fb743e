/**
 * Checks every response that a suite sees against the document that the service serves at /openapi.json: its status is
 * declared, its body satisfies the schema, and a refusal's code is one that the route names. A response that the document
 * does not allow fails the test, and so does a request that was taken and that it forbids.
 */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export interface SeenResponse {
  readonly method: string;
  /** With its query, as it was requested. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
  /** The body of the request. */
  readonly sent?: string | null | undefined;
}

export type CheckResponse = (response: SeenResponse) => void;

type Content = Readonly<Record<string, { readonly schema?: object }>>;

interface Operation {
  readonly requestBody?: { readonly content: Content };
  readonly "x-refuses"?: readonly string[];
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Served {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Cached per document text: suites open many services, and compiling is slow. */
const known = new Map<string, CheckResponse>();

/** `document`: the text of /openapi.json. */
export function checkerOf(document: string): CheckResponse {
  const found = known.get(document) ?? newChecker(JSON.parse(document) as Served);
  known.set(document, found);
  return found;
}

function newChecker(served: Served): CheckResponse {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ ...served, $id: "served" });
  const templates = Object.keys(served.paths).map((template) => ({ template, pattern: patternOf(template) }));
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (...parts: string[]): ValidateFunction => {
    const pointer = ["", "paths", ...parts, "schema"].map(escaped).join("/");
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `served#${pointer}` });
    compiled.set(pointer, validate);
    return validate;
  };

  return ({ method, path, status, contentType, text, sent }) => {
    const plain = path.split(/[?#]/)[0] ?? path;
    // The more literal parts a template has, the better it fits.
    const template = templates.filter(({ pattern }) => pattern.test(plain)).sort(byLiteralParts)[0]?.template;
    const operation = template === undefined ? undefined : served.paths[template]?.[method.toLowerCase()];
    // Pages, streams and unknown paths are not in the document.
    if (template === undefined || !operation) return;
    const verb = method.toLowerCase();
    if (sent && status < 300 && operation.requestBody?.content["application/json"]?.schema) {
      const mayBeSent = validatorOf(template, verb, "requestBody", "content", "application/json");
      if (!mayBeSent(JSON.parse(sent))) throw new Error(`${method} ${template} took what its document does not allow:\n${why(mayBeSent)}`);
    }
    if (!contentType?.includes("json")) return;
    if (contentType.includes("problem+json")) mustBeNamed(`${method} ${template}`, operation["x-refuses"] ?? [], text);
    const name = String(status) in operation.responses ? String(status) : "default";
    const media = contentType.split(";")[0]?.trim() ?? "";
    const declared = operation.responses[name]?.content?.[media];
    if (!declared) {
      throw new Error(`${method} ${template} answered ${status} with ${media}, which its document does not have`);
    }
    // Without a schema anything is allowed, as OpenAPI has it.
    if (!declared.schema) return;
    const validate = validatorOf(template, verb, "responses", name, "content", media);
    if (validate(JSON.parse(text))) return;
    throw new Error(
      `${method} ${template} answered ${status} with what its document does not allow:\n${why(validate)}\n${text.slice(0, 600)}`,
    );
  };
}

const why = ({ errors }: ValidateFunction): string =>
  (errors ?? [])
    .slice(0, 5)
    .map((error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`)
    .join("\n");

/** Bugs are `internal`, and refusals of the connection come before any route. */
function mustBeNamed(route: string, refuses: readonly string[], text: string): void {
  const { code, detail } = JSON.parse(text) as { code?: string; detail?: string };
  if (code !== undefined && refuses.includes(code)) return;
  throw new Error(`${route} refused with ${code}, which its document does not name (${detail})`);
}

const escaped = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

function patternOf(template: string): RegExp {
  const parts = template.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}$`);
}

function byLiteralParts(a: { template: string }, b: { template: string }): number {
  return a.template.split("{").length - b.template.split("{").length;
}
