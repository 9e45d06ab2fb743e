/** A dialog over the page: from the side on wide screens, from below on narrow ones. Escape and the cross close it. */
import X from "lucide-react/icons/x";
import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { useWords } from "../words/words-context.tsx";
import { Button } from "./button.tsx";
import "./sheet.css";

export interface SheetProps {
  readonly title: string;
  readonly isOpen: boolean;
  onClose(): void;
  readonly children: ReactNode;
  /** Stays in view below what scrolls. */
  readonly footer?: ReactNode;
  /** The error, below everything else and always in view, so that it moves nothing that a finger is aimed at. */
  readonly problem?: ReactNode;
  /** `side`: at the edge of a wide screen, with the page beside it in view. A narrow screen has each from below. */
  readonly size?: "normal" | "wide" | "side";
}

export function Sheet({ title, isOpen, onClose, children, footer, problem, size = "normal" }: SheetProps) {
  const t = useWords();
  const dialog = useRef<HTMLElement>(null);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    if (!isOpen) return;
    // A button that takes no press while its request is under way has lost the focus; the dialog hears no key then.
    const onKeyDown = (event: KeyboardEvent) => {
      const isTopmost = [...document.querySelectorAll("[role=dialog]")].at(-1) === dialog.current;
      if (event.key === "Escape" && document.activeElement === document.body && isTopmost) close();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isOpen]);
  return (
    <ModalOverlay className={`sheet-shade sheet-shade-${size}`} isOpen={isOpen} isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={`sheet sheet-${size}`}>
        <Dialog className="sheet-dialog" ref={dialog}>
          <header className="sheet-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button look="quiet" icon={X} aria-label={t("ui.close")} onPress={onClose} />
          </header>
          <div className="sheet-body">{children}</div>
          {footer ? <footer className="sheet-foot">{footer}</footer> : null}
          <div className="sheet-problem">{problem}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
