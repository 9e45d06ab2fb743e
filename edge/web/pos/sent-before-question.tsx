/** What was sent and never answered is settled before the same step is taken once more: nothing is done twice, and nothing left out. */
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { BOX } from "../store-api.ts";

/** Only a person knows whether the next one is that again, which is done once, or another that happens to be the same. */
export interface SentBefore<Result> {
  readonly what: string;
  /** Under its key: what has been done is not done again. */
  again(): Promise<Result>;
  forget(): void;
}

export interface SentBeforeQuestionProps<Result> {
  readonly title: string;
  readonly before: SentBefore<Result>;
  onDone(result: Result): void;
  onAnother(): void;
  onClose(): void;
}

export function SentBeforeQuestion<Result>({ title, before, onDone, onAnother, onClose }: SentBeforeQuestionProps<Result>) {
  const t = useWords();
  const again = useMutation({ mutationFn: before.again, onSuccess: onDone });
  // A refusal settles it: it had not been done, and now it is entered like any other.
  const wasNotDone = isRefusal(again.error);
  return (
    <Sheet
      title={title}
      isOpen
      onClose={onClose}
      problem={<ProblemNote error={wasNotDone ? null : again.error} server={BOX} />}
      footer={
        wasNotDone ? (
          <Button look="primary" size="large" wide onPress={onAnother}>
            {t("store.sent_before.enter")}
          </Button>
        ) : (
          <>
            <Button isDisabled={again.isPending} onPress={onAnother}>
              {t("store.sent_before.another")}
            </Button>
            <Button look="primary" isDisabled={again.isPending} onPress={() => again.mutate()}>
              {t("store.sent_before.again")}
            </Button>
          </>
        )
      }
    >
      {wasNotDone ? (
        <p role="status">{t("store.sent_before.not_done")}</p>
      ) : (
        <p className="note note-warn" role="alert">
          {t.drawn("store.sent_before.warning", { b: (text) => <strong>{text}</strong>, what: before.what })}
        </p>
      )}
    </Sheet>
  );
}
