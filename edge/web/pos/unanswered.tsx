/**
 * Says that an order was sent and its response is missing. It is sent again automatically when the box can be reached,
 * and is not made twice.
 */

import { Button } from "@crema/ui/components/button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";

export function Unanswered({ isSending, onSend }: { isSending: boolean; onSend(): void }) {
  const t = useWords();
  return (
    <div className="note note-warn unanswered" role="alert">
      <p>{t.drawn("pos.unanswered", { b: (text) => <strong>{text}</strong> })}</p>
      <Button size="large" wide isDisabled={isSending} onPress={onSend}>
        {t("pos.unanswered.now")}
      </Button>
    </div>
  );
}
