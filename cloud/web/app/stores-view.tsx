/** The stores: which of them take orders now. */
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { SERVICE } from "../service-api.ts";
import { Link } from "./link.tsx";
import { menuPath } from "./route.ts";
import { hoursText, StoreBadge } from "./store-state.tsx";
import { useStores } from "./use-stores.ts";

export function StoresView() {
  const stores = useStores();
  return (
    <main className="view">
      <h1>Where would you like to order?</h1>
      <ProblemNote error={stores.error} server={SERVICE} />
      {stores.isPending ? <p role="status">Looking for stores …</p> : null}
      <ul className="cards">
        {stores.data?.stores.map((store) => (
          <li key={store.store_id}>
            <Link to={menuPath(store.store_id)} className="card">
              <span className="card-head">
                <strong>{store.name}</strong>
                <StoreBadge store={store} />
              </span>
              <span className="soft">{store.address}</span>
              <span className="soft small">{hoursText(store)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
