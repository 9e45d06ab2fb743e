/** What opens over the menu and the cart. Its script is fetched once the first view is on the screen, so that a tap waits for none. */
import { Later, Part, type PropsOf } from "./later.tsx";
import { NoResponse } from "./read-trouble.tsx";

const PARTS = {
  item: new Part(async () => (await import("./item-sheet.tsx")).ItemSheet),
  promotion: new Part(async () => (await import("./promotion-sheet.tsx")).PromotionSheet),
} as const;

export const ItemSheet = (props: PropsOf<typeof PARTS.item>) => (
  <Later part={PARTS.item} props={props} meanwhile={null} trouble={<Missing />} />
);
export const PromotionSheet = (props: PropsOf<typeof PARTS.promotion>) => (
  <Later part={PARTS.promotion} props={props} meanwhile={null} trouble={<Missing />} />
);

/** Where the eye is: over the view that the tap was on. */
const Missing = () => (
  <div className="later-trouble">
    <NoResponse />
  </div>
);

export async function loadLaterSheets(): Promise<void> {
  await Promise.all(Object.values(PARTS).map((part) => part.load()));
}
