/** A style sheet is imported for its effect; Vite puts it into the page. */
declare module "*.css";
/** The text of a style sheet, for the tests that read it. */
declare module "*.css?raw" {
  const sheet: string;
  export default sheet;
}
