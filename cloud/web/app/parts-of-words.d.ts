/** What an app's first view says, and the rest (tools/vite/words-plugin.ts). */
declare module "*.json?first" {
  const texts: Readonly<Record<string, unknown>>;
  export default texts;
}
declare module "*.json?later" {
  const texts: Readonly<Record<string, unknown>>;
  export default texts;
}
