/**
 * Says that an order was sent and its response is missing. It is sent again automatically when the box can be reached,
 * and is not made twice.
 */
import { Button } from "@crema/ui/components/button.tsx";

export function Unanswered({ isSending, onSend }: { isSending: boolean; onSend(): void }) {
  return (
    <div className="note note-warn unanswered" role="alert">
      <p>
        <strong>This order was sent, and the box has not answered.</strong> It goes out again by itself as soon as the box is heard, and is
        not made twice.
      </p>
      <Button size="large" wide isDisabled={isSending} onPress={onSend}>
        Send again now
      </Button>
    </div>
  );
}
