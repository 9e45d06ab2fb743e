/**
 * Which of the eight category colours a category has: by its place on the menu, so that neighbours differ and every screen agrees. On an
 * element as `data-category`, it sets `--category`, `--category-ground` and `--category-text` for all that is in it (category.css).
 */
import "./category.css";

const COLOURS = 8;

/** From 1 to 8; `category_id` that is not among them has the first. */
export function categoryColour(categories: readonly { readonly category_id: string }[], category_id: string): number {
  const at = categories.findIndex((one) => one.category_id === category_id);
  return (Math.max(0, at) % COLOURS) + 1;
}
