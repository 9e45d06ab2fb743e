/** The tables of docs/security.md: where personal data is, made of the list that the code is held to. */
import { IN_THE_CLOUD, ON_A_BOX, type PersonalData } from "@crema/cloud/erasure/personal-data";

const PARTS = [
  ["cloud", IN_THE_CLOUD],
  ["box", ON_A_BOX],
] as const;

/** The page with both tables as the lists are now. */
export function withPersonalData(page: string): string {
  return PARTS.reduce((text, [name, places]) => {
    const marks = [`<!-- personal data: ${name} -->`, `<!-- end: ${name} -->`] as const;
    const [before = "", rest = ""] = text.split(marks[0]);
    const after = rest.split(marks[1])[1] ?? "";
    return `${before}${marks[0]}\n\n${tableOf(places)}\n\n${marks[1]}${after}`;
  }, page);
}

function tableOf(places: readonly PersonalData[]): string {
  const rows = places.map(({ place, holds, erasure, age, exported }) => `| \`${place}\` | ${holds} | ${erasure} | ${age} | ${exported} |`);
  return ["| where | what | an erasure | by age | in the export |", "|---|---|---|---|---|", ...rows].join("\n");
}
