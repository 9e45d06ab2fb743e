/** Asked before what is in the cart makes way: for another store's items, or for an earlier order. */
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useCart } from "./cart.tsx";
import { useStore } from "./use-stores.ts";

export interface NewCartQuestionProps {
  onKeep(): void;
  onReplace(): void;
}

export function NewCartQuestion({ onKeep, onReplace }: NewCartQuestionProps) {
  const t = useWords();
  const cart = useCart();
  const store = useStore(cart.storeId);
  return (
    <Sheet
      title={t("cart.replace.title")}
      isOpen
      onClose={onKeep}
      footer={
        <>
          <Button className="grow" onPress={onKeep}>
            {t("cart.replace.keep")}
          </Button>
          <Button look="danger" className="grow" onPress={onReplace}>
            {t("cart.replace.go")}
          </Button>
        </>
      }
    >
      <p>{t("cart.replace.about", { count: cart.count, store: store?.name ?? t("cart.replace.another_store") })}</p>
    </Sheet>
  );
}
