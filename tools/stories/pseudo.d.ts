/** As tools/vite/words-plugin.ts makes them. */
declare module "*.json?accented" {
  const texts: Readonly<Record<string, unknown>>;
  export default texts;
}
declare module "*.json?mirrored" {
  const texts: Readonly<Record<string, unknown>>;
  export default texts;
}
