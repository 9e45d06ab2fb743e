/** One promotion: what it takes off, when, what it needs, which items it is for, and, where it has a code, the button that uses it. */
import { failureText } from "@crema/ui/client/failure-text.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { SERVICE } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { coveredNames, type MenuPromotion, needsTexts, type Reader, whatText, whenText } from "./promotion-text.ts";
import { useApplyCode } from "./use-apply-code.ts";
import type { AskedPrice } from "./use-quote.ts";

export interface PromotionSheetProps {
  readonly promotion: MenuPromotion;
  readonly reader: Reader;
  readonly asked: AskedPrice | null;
  onClose(): void;
}

export function PromotionSheet({ promotion, reader, asked, onClose }: PromotionSheetProps) {
  const t = useWords();
  const words = useMenuWords();
  const isFor = t("promotion.is_for");
  const names = coveredNames(promotion, reader);
  const conditions = [whenText(promotion, reader), ...needsTexts(promotion, reader)].filter(Boolean);
  return (
    <Sheet
      title={words.name(promotion)}
      isOpen
      onClose={onClose}
      footer={
        promotion.code === null ? <p>{t("promotion.by_itself")}</p> : <UseCode code={promotion.code} asked={asked} onUsed={onClose} />
      }
    >
      <div className="stack">
        <p>
          <strong>{whatText(promotion, reader)}</strong>
        </p>
        {conditions.length > 0 ? (
          <ul>
            {conditions.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        ) : null}
        {names.length > 0 ? (
          <section aria-label={isFor}>
            <h3>{isFor}</h3>
            <ul>
              {names.map((name) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </Sheet>
  );
}

interface UseCodeProps {
  readonly code: string;
  readonly asked: AskedPrice | null;
  onUsed(): void;
}

/** It is tried on the cart as it is, so that what it needs is said here and not at the price. */
function UseCode({ code, asked, onUsed }: UseCodeProps) {
  const t = useWords();
  const cart = useCart();
  if (asked === null) return <p>{t("promotion.needs_cart", { code })}</p>;
  if (cart.promotionCode === code) return <p>{t("promotion.in_cart")}</p>;
  return <TryCode code={code} asked={asked} onUsed={onUsed} />;
}

function TryCode({ code, asked, onUsed }: UseCodeProps & { readonly asked: AskedPrice }) {
  const t = useWords();
  const apply = useApplyCode(asked, onUsed);
  const failure = apply.error ? failureText(apply.error, SERVICE, t) : null;
  return (
    <div className="stack grow">
      {failure ? (
        <Note tone="warn" isUrgent>
          <strong>{failure.title}.</strong> {failure.detail}
        </Note>
      ) : null}
      <Button look="primary" wide isDisabled={apply.isPending} onPress={() => apply.mutate(code)}>
        {apply.isPending ? t("promotion.checking") : t("promotion.use", { code })}
      </Button>
    </div>
  );
}
