/** A side's `.env.example`, made of the settings that it declares: each with its meaning and, where it has one, its default. */
type Settings = readonly (readonly [name: string, about: string])[];

export function envExample(program: string, settings: Settings): string {
  const head = `# The settings of ${program}, as \`${program} help\` prints them. Made by \`npm run docs\`; an empty one is not set.\n`;
  return `${head}${settings.map(([name, about]) => `\n# ${about}\n#${name}=${defaultOf(about)}\n`).join("")}`;
}

/** Of "… (default 8080; 0: any free one)": 8080. */
function defaultOf(about: string): string {
  return /\(default ([^;:)\s]+)/.exec(about)?.[1] ?? "";
}
