/**
 * What comes after the stores and their menus. Its script is fetched once the first view is on the screen, or with the page where the
 * address names one of them, so that a tap waits for none.
 */
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { Later, Part, type PropsOf } from "./later.tsx";
import { routeOf } from "./route.ts";

const PARTS = {
  cart: new Part(async () => (await import("./cart-view.tsx")).CartView),
  order: new Part(async () => (await import("./order-view.tsx")).OrderView),
  orders: new Part(async () => (await import("./orders-view.tsx")).OrdersView),
  "sign-in": new Part(async () => (await import("./sign-in-view.tsx")).SignInView),
} as const;

export const CartView = () => <Later part={PARTS.cart} props={{}} meanwhile={<Coming />} />;
export const OrderView = (props: PropsOf<typeof PARTS.order>) => <Later part={PARTS.order} props={props} meanwhile={<Coming />} />;
export const OrdersView = () => <Later part={PARTS.orders} props={{}} meanwhile={<Coming />} />;
export const SignInView = () => <Later part={PARTS["sign-in"]} props={{}} meanwhile={<Coming />} />;

/** Before the page is drawn: what its address names. */
export function loadNamedView(pathname: string): void {
  const { view } = routeOf(pathname);
  if (view in PARTS) PARTS[view as keyof typeof PARTS].load().catch(() => undefined);
}

/** For as soon as the first view is shown. */
export function loadLaterViews(): void {
  for (const part of Object.values(PARTS)) part.load().catch(() => undefined);
}

function Coming() {
  const t = useWords();
  return (
    <main className="view">
      <Skeleton label={t("app.loading")} count={6} />
    </main>
  );
}
