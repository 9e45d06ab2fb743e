/**
 * docs/errors.md, made of the error table. The anchors are what `type` in a problem points at (`/errors#order.not_found`, served by both sides);
 * a heading would lose the dot, so each row carries its own.
 */
import { ERRORS, type ErrorCode } from "@crema/shared/domain/kernel/errors";

/** Part of a code before its dot, in the sequence in which a reader needs them. */
const GROUPS: Readonly<Record<string, string>> = {
  request: "The request itself",
  auth: "Who is asking",
  enroll: "Enrolling a box",
  pairing: "Pairing a device",
  device: "Devices",
  store: "Stores",
  menu: "Menus",
  currency: "Currencies",
  item: "Items",
  modifier: "Modifiers",
  promotion: "Promotions",
  order: "Orders",
  idempotency: "Idempotency",
  payment: "Money",
  sync: "Sync between a store and the cloud",
  user: "Customers",
  quarantine: "Quarantine",
  storage: "The store's disk",
  service: "The service",
  internal: "Bugs",
};

export function errorPage(): string {
  const groups = new Map<string, ErrorCode[]>(Object.keys(GROUPS).map((group) => [group, []]));
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const group = code.split(".")[0] ?? code;
    groups.set(group, [...(groups.get(group) ?? []), code]);
  }
  const sections = [...groups].flatMap(([group, codes]) => (codes.length === 0 ? [] : [sectionOf(GROUPS[group] ?? group, codes)]));
  return `${HEAD}\n${sections.join("\n")}`;
}

function sectionOf(title: string, codes: readonly ErrorCode[]): string {
  const rows = codes.map((code) => {
    const entry = ERRORS[code];
    return `| <a id="${code}"></a>\`${code}\` | ${entry.status} | ${cell(entry.title)} | ${cell(entry.about)} |`;
  });
  return `## ${title}\n\n| code | status | title | what it means, and what to do |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

const HEAD = `# Errors

Generated from \`shared/domain/kernel/errors.ts\` by \`npm run docs\`; do not edit.

Every refusal, of the store's box and of the cloud alike, is \`application/problem+json\` (RFC 9457):

\`\`\`json
{
  "type": "/errors#request.invalid",
  "code": "request.invalid",
  "title": "The request does not fit the contract",
  "status": 422,
  "detail": "/items/0/qty: at least 1",
  "fields": [{ "field": "/items/0/qty", "message": "at least 1" }]
}
\`\`\`

\`code\` is for programs and does not change; \`title\` is the same for each code; \`detail\` is about this case. \`fields\` names
every field at fault: a JSON pointer into the body, or \`header:…\`, \`query:…\`, \`path:…\`. Some problems have further
members, for example \`quote\` or \`order\`. A refused request has changed nothing.
`;
