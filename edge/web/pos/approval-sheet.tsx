/**
 * Asks for a reason, and for a manager's PIN when the box requires one. The page does not know the rule: unless the order
 * says that a manager is needed, it tries without, and the box's refusal brings up the PIN pad.
 */
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { BOX } from "../store-api.ts";
import { type SentBefore, SentBeforeQuestion } from "./sent-before-question.tsx";
import "./approval-sheet.css";

export interface ApprovalSheetProps<Result> {
  readonly title: string;
  /** The text of the last button. */
  readonly action: string;
  readonly reasons: readonly string[];
  /** What it mostly is: stands there until another one is given; null: one has to be given. */
  readonly usualReason?: string | null;
  /** null: no reason is needed. */
  readonly reasonLabel?: null;
  readonly needsManager?: boolean;
  /** Further inputs, above the reason. */
  readonly children?: ReactNode;
  readonly isReady?: boolean;
  /** The same step was sent before this sheet was opened, and its response never came. */
  readonly before?: SentBefore<Result> | null;
  run(approval: Approval): Promise<Result>;
  onDone(result: Result): void;
  onClose(): void;
}

export interface Approval {
  readonly reason: string;
  readonly manager_pin: string | null;
}

const LONGEST_REASON = 280;
const LONGEST_PIN = 8;
const SHORTEST_PIN = 4;

export function ApprovalSheet<Result>(props: ApprovalSheetProps<Result>) {
  const t = useWords();
  const { title, action, reasons, reasonLabel, needsManager = false, children, isReady = true, run, onDone, onClose } = props;
  const [ownReason, setOwnReason] = useState<string | null>(null);
  const reason = ownReason ?? props.usualReason ?? "";
  const [pin, setPin] = useState("");
  // With nothing else to enter, the PIN comes first.
  const isPinAlone = needsManager && reasonLabel === null && children === undefined;
  const [asksPin, setAsksPin] = useState(isPinAlone);
  const attempt = useMutation({
    mutationFn: () => run({ reason: reason.trim(), manager_pin: pin === "" ? null : pin }),
    onSuccess: onDone,
    onError: (error) => {
      setPin("");
      if (isRefusal(error, "auth.manager_required")) setAsksPin(true);
    },
  });
  const [before, setBefore] = useState(props.before ?? null);
  const isAnother = () => {
    before?.forget();
    setBefore(null);
  };
  if (before) return <SentBeforeQuestion title={title} before={before} onDone={onDone} onAnother={isAnother} onClose={onClose} />;
  const error = isRefusal(attempt.error, "auth.manager_required") ? null : attempt.error;
  const problem = <ProblemNote error={error} server={BOX} />;
  if (asksPin) {
    return (
      <Sheet
        title={title}
        isOpen
        onClose={onClose}
        problem={problem}
        footer={<Button onPress={() => (isPinAlone ? onClose() : setAsksPin(false))}>{t("store.back")}</Button>}
      >
        <div className="approval-pin">
          <h3>{t("store.approval.manager")}</h3>
          <NumberPad
            label={t("store.approval.pin")}
            digits={pin}
            maxDigits={LONGEST_PIN}
            onDigits={(digits) => {
              setPin(digits);
              attempt.reset();
            }}
            onDone={() => attempt.mutate()}
            isComplete={pin.length >= SHORTEST_PIN}
            doneLabel={action}
            isDisabled={attempt.isPending}
            autoFocus
          />
        </div>
      </Sheet>
    );
  }
  const say = (text: string) => {
    setOwnReason(text);
    attempt.reset();
  };
  const isReasonMissing = reasonLabel !== null && reason.trim() === "";
  const go = () => (needsManager ? setAsksPin(true) : attempt.mutate());
  return (
    <Sheet
      title={title}
      isOpen
      onClose={onClose}
      problem={problem}
      footer={
        <>
          {isReady && isReasonMissing ? <p className="small soft">{t("store.approval.reason_first")}</p> : null}
          <Button look="primary" size="large" wide isDisabled={!isReady || isReasonMissing || attempt.isPending} onPress={go}>
            {action}
          </Button>
        </>
      }
    >
      <div className="approval">
        {children}
        {reasonLabel === null ? null : (
          <>
            <Field label={t("store.approval.reason")} maxLength={LONGEST_REASON} value={reason} onChange={say} />
            <div className="approval-reasons">
              {reasons.map((one) => (
                <Button key={one} onPress={() => say(one)}>
                  {one}
                </Button>
              ))}
            </div>
          </>
        )}
      </div>
    </Sheet>
  );
}
