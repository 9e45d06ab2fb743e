/** What a cashier seldom needs: the guest's screen, the store's devices, the language. */
import { Button } from "@crema/ui/components/button.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import MonitorSmartphone from "lucide-react/icons/monitor-smartphone";
import Presentation from "lucide-react/icons/presentation";

export function MoreSheet({ onCustomerScreen, onClose }: { onCustomerScreen(): void; onClose(): void }) {
  const t = useWords();
  return (
    <Sheet title={t("pos.more.title")} isOpen onClose={onClose}>
      <div className="stack">
        <Button size="large" icon={Presentation} onPress={onCustomerScreen}>
          {t("pos.customer.title")}
        </Button>
        <a className="button button-plain button-large" href="/">
          <Icon of={MonitorSmartphone} />
          {t("pos.more.devices")}
        </a>
        <LanguageChoice />
      </div>
    </Sheet>
  );
}
