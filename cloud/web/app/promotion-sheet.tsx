/** One promotion: what it takes off, when, what it needs, which items it is for, and, where it has a code, the button that uses it. */
import { failureText } from "@crema/ui/client/failure-text.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { SERVICE } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { coveredNames, type MenuPromotion, needsTexts, type Reader, whatText, whenText } from "./promotion-text.ts";
import { PROMOTION_WORDS, type PromotionWords } from "./promotion-words.ts";
import { useApplyCode } from "./use-apply-code.ts";
import type { AskedPrice } from "./use-quote.ts";

export interface PromotionSheetProps {
  readonly promotion: MenuPromotion;
  readonly reader: Reader;
  readonly asked: AskedPrice | null;
  onClose(): void;
}

export function PromotionSheet({ promotion, reader, asked, onClose }: PromotionSheetProps) {
  const words = useMenuWords();
  const said = PROMOTION_WORDS[reader.language];
  const { byItself, isFor } = said;
  const names = coveredNames(promotion, reader);
  const conditions = [whenText(promotion, reader), ...needsTexts(promotion, reader)].filter(Boolean);
  return (
    <Sheet
      title={words.name(promotion)}
      isOpen
      onClose={onClose}
      footer={promotion.code === null ? <p>{byItself}</p> : <UseCode code={promotion.code} asked={asked} words={said} onUsed={onClose} />}
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
  readonly words: PromotionWords;
  onUsed(): void;
}

/** It is tried on the cart as it is, so that what it needs is said here and not at the price. */
function UseCode({ code, asked, words, onUsed }: UseCodeProps) {
  const cart = useCart();
  if (asked === null) return <p>{words.needsCart(code)}</p>;
  if (cart.promotionCode === code) return <p>{words.isInCart}</p>;
  return <TryCode code={code} asked={asked} words={words} onUsed={onUsed} />;
}

function TryCode({ code, asked, words, onUsed }: UseCodeProps & { readonly asked: AskedPrice }) {
  const t = useWords();
  const apply = useApplyCode(asked, onUsed);
  const failure = apply.error ? failureText(apply.error, SERVICE, t) : null;
  return (
    <div className="stack grow">
      {failure ? (
        <p className="note note-warn" role="alert">
          {failure.title}. {failure.detail}
        </p>
      ) : null}
      <Button look="primary" wide isDisabled={apply.isPending} onPress={() => apply.mutate(code)}>
        {apply.isPending ? words.checking : words.use(code)}
      </Button>
    </div>
  );
}
