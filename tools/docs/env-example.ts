/** A side's `.env.example`, made of the settings that it declares: each with its meaning and, where it has one, its default. */
import { describeSetting, type Settings, settingsOf } from "@crema/shared/server/settings";

export function envExample(program: string, settings: Settings): string {
  const head = `# The settings of ${program}, as \`${program} help\` prints them. Made by \`npm run docs\`; an empty one is not set.\n`;
  return (
    head +
    settingsOf(settings)
      .map((one) => `\n# ${describeSetting(one)}\n#${one.name}=${one.default ?? ""}\n`)
      .join("")
  );
}
