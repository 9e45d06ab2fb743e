/** The customer's page: what is at which address, and what stands on each of them. */
import { Brand } from "@crema/ui/components/brand.tsx";
import { type Drawing, Icon } from "@crema/ui/components/icon.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Coffee from "lucide-react/icons/coffee";
import Receipt from "lucide-react/icons/receipt-text";
import ShoppingBag from "lucide-react/icons/shopping-bag";
import User from "lucide-react/icons/user";
import { type ReactNode, useEffect, useRef } from "react";
import { CartProvider, useCart } from "./cart.tsx";
import { GuestLinksProvider } from "./guest-links.tsx";
import { CartView, MenuView, OrdersView, OrderView, SignInView } from "./later-views.tsx";
import { Link } from "./link.tsx";
import { type Route, useRoute } from "./route.ts";
import { StoresView } from "./stores-view.tsx";
import { useAdopted } from "./use-adopted.ts";
import { useEndedSession } from "./use-ended-session.ts";
import { useLaterViews } from "./use-later-views.ts";
import { useSession } from "./use-session.ts";
import { useStores } from "./use-stores.ts";
import "./app.css";

export function App() {
  return (
    <CartProvider>
      <GuestLinksProvider>
        <TopBar />
        <Place>
          <View />
        </Place>
      </GuestLinksProvider>
    </CartProvider>
  );
}

/** On a phone it lies below, in reach of the thumb. */
function TopBar() {
  const t = useWords();
  const { view } = useRoute();
  const { count } = useCart();
  const session = useSession();
  useAdopted();
  useEndedSession();
  return (
    <header className="top">
      <Link to="/app" className="top-brand" isHidden>
        <Brand hasWord />
      </Link>
      <nav aria-label={t("app.nav.label")} className="top-links">
        <TopLink to="/app" icon={Coffee} isCurrent={view === "stores" || view === "menu"}>
          {t("app.title.stores")}
        </TopLink>
        <TopLink to="/app/cart" icon={ShoppingBag} isCurrent={view === "cart"}>
          {count > 0 ? t("app.nav.cart_count", { count }) : t("app.title.cart")}
        </TopLink>
        <TopLink to="/app/orders" icon={Receipt} isCurrent={view === "orders" || view === "order"}>
          {t("app.title.orders")}
        </TopLink>
        <TopLink to="/app/sign-in" icon={User} isCurrent={view === "sign-in"}>
          {session?.kind === "customer" ? t("app.title.account") : t("app.nav.sign_in")}
        </TopLink>
      </nav>
    </header>
  );
}

interface TopLinkProps {
  readonly to: string;
  readonly icon: Drawing;
  readonly isCurrent: boolean;
  readonly children: ReactNode;
}

function TopLink({ to, icon, isCurrent, children }: TopLinkProps) {
  return (
    <Link to={to} isCurrent={isCurrent} className="top-link">
      <Icon of={icon} />
      <span>{children}</span>
    </Link>
  );
}

const TITLES = {
  stores: "app.title.stores",
  menu: "app.title.menu",
  cart: "app.title.cart",
  orders: "app.title.orders",
  order: "app.title.order",
  "sign-in": "app.title.account",
} as const satisfies Readonly<Record<Route["view"], string>>;

/** Whoever goes somewhere by keyboard or hears the page is where the new view begins; the window says which one it is. */
function Place({ children }: { children: ReactNode }) {
  const t = useWords();
  const route = useRoute();
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<string | null>(null);
  const where = JSON.stringify(route);
  const title = `${t(TITLES[route.view])} · Crema`;
  useEffect(() => {
    document.title = title;
    if (shown.current !== null && shown.current !== where) place.current?.focus();
    shown.current = where;
  }, [where, title]);
  return (
    <div ref={place} tabIndex={-1} className="place">
      {children}
    </div>
  );
}

function View() {
  const route = useRoute();
  // What every view reads says best that the first one is there.
  useLaterViews(useStores(false).data !== undefined);
  switch (route.view) {
    case "stores":
      return <StoresView />;
    case "menu":
      return <MenuView key={route.storeId} storeId={route.storeId} />;
    case "cart":
      return <CartView />;
    case "orders":
      return <OrdersView />;
    case "order":
      return <OrderView key={route.orderId} orderId={route.orderId} />;
    case "sign-in":
      return <SignInView />;
  }
}
