/**
 * What comes after the list of stores. Its script is fetched once the first view is on the screen, or with the page where the
 * address names one of them, so that a tap waits for none.
 */
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { Later, Part, type PropsOf } from "./later.tsx";
import { NoResponse } from "./read-trouble.tsx";
import { routeOf } from "./route.ts";

const PARTS = {
  menu: new Part(async () => (await import("./menu-view.tsx")).MenuView),
  cart: new Part(async () => (await import("./cart-view.tsx")).CartView),
  order: new Part(async () => (await import("./order-view.tsx")).OrderView),
  orders: new Part(async () => (await import("./orders-view.tsx")).OrdersView),
  "sign-in": new Part(async () => (await import("./sign-in-view.tsx")).SignInView),
} as const;

export const MenuView = (props: PropsOf<typeof PARTS.menu>) => (
  <Later part={PARTS.menu} props={props} meanwhile={<Coming kind="tiles" />} trouble={<Missing />} />
);
export const CartView = () => <Later part={PARTS.cart} props={{}} meanwhile={<Coming />} trouble={<Missing />} />;
export const OrderView = (props: PropsOf<typeof PARTS.order>) => (
  <Later part={PARTS.order} props={props} meanwhile={<Coming />} trouble={<Missing />} />
);
export const OrdersView = () => <Later part={PARTS.orders} props={{}} meanwhile={<Coming />} trouble={<Missing />} />;
export const SignInView = () => <Later part={PARTS["sign-in"]} props={{}} meanwhile={<Coming />} trouble={<Missing />} />;

/** Before the page is drawn: what its address names. Says whether that is one of these. */
export function loadNamedView(pathname: string): boolean {
  const { view } = routeOf(pathname);
  if (!(view in PARTS)) return false;
  PARTS[view as keyof typeof PARTS].load().catch(() => undefined);
  return true;
}

/** For as soon as the first view is shown. */
export async function loadLaterViews(): Promise<void> {
  for (const part of Object.values(PARTS)) await part.load();
}

/** It comes by itself when the network is back. */
function Missing() {
  return (
    <main className="view">
      <NoResponse />
    </main>
  );
}

function Coming({ kind = "lines" }: { kind?: "lines" | "tiles" }) {
  const t = useWords();
  return (
    <main className="view">
      <Skeleton label={t("app.loading")} kind={kind} count={6} />
    </main>
  );
}
