/** The stores: which of them take orders now. */
import { useFormat } from "@crema/ui/format/use-format.ts";
import { Link } from "./link.tsx";
import { ReadTrouble } from "./read-trouble.tsx";
import { menuPath } from "./route.ts";
import { hoursText, StoreBadge } from "./store-state.tsx";
import { useStores } from "./use-stores.ts";

export function StoresView() {
  const stores = useStores();
  const { minutes } = useFormat();
  return (
    <main className="view">
      <h1>Where would you like to order?</h1>
      <ReadTrouble read={stores} waiting="Looking for stores …" />
      <ul className="cards">
        {stores.data?.stores.map((store) => (
          <li key={store.store_id}>
            <Link to={menuPath(store.store_id)} className="card">
              <span className="card-head">
                <strong>{store.name}</strong>
                <StoreBadge store={store} />
              </span>
              <span className="soft">{store.address}</span>
              <span className="soft small">
                {hoursText(store)}
                {store.asap_wait_s === null ? "" : ` Ready in about ${minutes(store.asap_wait_s * 1000)}.`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </main>
  );
}
