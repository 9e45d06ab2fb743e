/** What headquarters sees first: the stores and their links. */
import { ask } from "@crema/ui/api/ask.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useQuery } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";

export function Hq() {
  const api = useHqApi();
  const stores = useQuery({ queryKey: ["admin", "stores"], queryFn: () => ask(api.v1.admin.stores.$get()) });
  return (
    <main>
      <h1>Headquarters</h1>
      <ProblemNote error={stores.error} server={SERVICE} />
      <ul>
        {stores.data?.stores.map((store) => (
          <li key={store.store_id}>{store.name}</li>
        ))}
      </ul>
    </main>
  );
}
