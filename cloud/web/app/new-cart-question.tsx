/** Asked before what is in the cart makes way: for another store's items, or for an earlier order. */
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useCart } from "./cart.tsx";
import { useStore } from "./use-stores.ts";

export interface NewCartQuestionProps {
  onKeep(): void;
  onReplace(): void;
}

export function NewCartQuestion({ onKeep, onReplace }: NewCartQuestionProps) {
  const cart = useCart();
  const store = useStore(cart.storeId);
  return (
    <Sheet
      title="Empty your cart first?"
      isOpen
      onClose={onKeep}
      footer={
        <>
          <Button className="grow" onPress={onKeep}>
            Keep my cart
          </Button>
          <Button look="danger" className="grow" onPress={onReplace}>
            Empty it and go on
          </Button>
        </>
      }
    >
      <p>
        Your cart holds {cart.count} {cart.count === 1 ? "item" : "items"}
        {store ? ` from ${store.name}` : ""}. An order is made by one store, and all of it at once: going on takes them out.
      </p>
    </Sheet>
  );
}
