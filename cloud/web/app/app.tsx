/** The customer's page: what is at which address, and what stands on each of them. */
import { type ReactNode, useEffect, useRef } from "react";
import { CartProvider, useCart } from "./cart.tsx";
import { CartView } from "./cart-view.tsx";
import { GuestLinksProvider } from "./guest-links.tsx";
import { Link } from "./link.tsx";
import { MenuView } from "./menu-view.tsx";
import { OrderView } from "./order-view.tsx";
import { OrdersView } from "./orders-view.tsx";
import { type Route, useRoute } from "./route.ts";
import { SignInView } from "./sign-in-view.tsx";
import { StoresView } from "./stores-view.tsx";
import { useAdopted } from "./use-adopted.ts";
import { useSession } from "./use-session.ts";
import "./app.css";
import "./cart.css";

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

function TopBar() {
  const { view } = useRoute();
  const { count } = useCart();
  const session = useSession();
  useAdopted();
  return (
    <header className="top">
      <nav aria-label="Crema" className="top-links">
        <Link to="/app" isCurrent={view === "stores"}>
          Stores
        </Link>
        <Link to="/app/cart" isCurrent={view === "cart"}>
          Cart{count > 0 ? ` (${count})` : ""}
        </Link>
        <Link to="/app/orders" isCurrent={view === "orders"}>
          Orders
        </Link>
        <Link to="/app/sign-in" isCurrent={view === "sign-in"}>
          {session?.kind === "customer" ? "Account" : "Sign in"}
        </Link>
      </nav>
    </header>
  );
}

const TITLES: Readonly<Record<Route["view"], string>> = {
  stores: "Stores",
  menu: "Menu",
  cart: "Cart",
  orders: "My orders",
  order: "Order",
  "sign-in": "Account",
};

/** Whoever goes somewhere by keyboard or hears the page is where the new view begins; the window says which one it is. */
function Place({ children }: { children: ReactNode }) {
  const route = useRoute();
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<string | null>(null);
  const where = JSON.stringify(route);
  const title = `${TITLES[route.view]} · Crema`;
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
