/** What a customer sees first: the stores. */
import { ask } from "@crema/ui/api/ask.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useQuery } from "@tanstack/react-query";
import { SERVICE, useCustomerApi } from "../service-api.ts";

export function App() {
  const api = useCustomerApi();
  const stores = useQuery({ queryKey: ["stores"], queryFn: () => ask(api.v1.stores.$get()) });
  return (
    <main>
      <h1>Stores</h1>
      <ProblemNote error={stores.error} server={SERVICE} />
      <ul>
        {stores.data?.stores.map((store) => (
          <li key={store.store_id}>{store.name}</li>
        ))}
      </ul>
    </main>
  );
}
