/** The screen by what the cashier is at. Whoever reads it chooses the language, until the next guest comes. */
import type { CustomerScreen } from "@crema/shared/contract/customer-screen";
import { nameIn } from "@crema/shared/domain/menu/choosing";
import { Brand } from "@crema/ui/components/brand.tsx";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useLanguage, useWords } from "@crema/ui/words/words-context.tsx";
import { useEffect, useEffectEvent, useRef } from "react";
import { TipChoice } from "./tip-choice.tsx";
import type { ChooseTip } from "./use-screen.ts";

export interface ScreenViewProps {
  /** null: no till says anything. */
  readonly screen: CustomerScreen | null;
  /** The box is not heard: what is shown may be old. */
  readonly isAway: boolean;
  readonly onTip: ChooseTip;
}

export function ScreenView({ screen, isAway, onTip }: ScreenViewProps) {
  const t = useWords();
  useHouseLanguage(screen === null || screen.stage === "IDLE");
  return (
    <div className="customer">
      <header className="customer-bar">
        <Brand />
        <strong className="customer-store">{screen?.store_name ?? ""}</strong>
        <LanguageChoice />
      </header>
      {isAway ? (
        <p className="note note-warn" role="status">
          {t("customer.away")}
        </p>
      ) : null}
      <Stage screen={screen} onTip={onTip} />
    </div>
  );
}

function Stage({ screen, onTip }: Pick<ScreenViewProps, "screen" | "onTip">) {
  const t = useWords();
  switch (screen?.stage) {
    case undefined:
    case "IDLE":
      return (
        <main className="customer-middle">
          <h1>{t("customer.welcome")}</h1>
          <p className="soft">{t("customer.welcome_more")}</p>
        </main>
      );
    case "DONE":
      return <Thanks screen={screen} />;
    case "TICKET":
    case "PAY":
      return (
        <main className="customer-ticket">
          <Lines screen={screen} />
          <section className="customer-money" aria-label={t("customer.total")}>
            <Sums screen={screen} />
            {screen.tip ? <TipChoice key={screen.ticket_key} screen={screen} tip={screen.tip} onTip={onTip} /> : null}
          </section>
        </main>
      );
  }
}

function Lines({ screen }: { readonly screen: CustomerScreen }) {
  const t = useWords();
  const { money } = useFormat();
  const { language } = useLanguage();
  const last = useRef<HTMLLIElement>(null);
  const count = screen.lines.length;
  useEffect(() => {
    if (count > 0) last.current?.scrollIntoView({ block: "nearest" });
  }, [count]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long ticket has to be scrolled by keyboard as well
    <section className="customer-lines" aria-label={t("customer.order")} tabIndex={0}>
      <h1>{t("customer.order")}</h1>
      <ol aria-live="polite">
        {screen.lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same drink may be on two lines, which are told apart by their place
          <li key={at} ref={at === count - 1 ? last : null}>
            <span className="number">{line.qty}×</span>
            <span className="customer-what">
              <strong>{nameIn(line, language)}</strong>
              {line.choices.length > 0 ? (
                <span className="soft">
                  {line.choices.map((one) => (one.qty > 1 ? `${one.qty} × ${nameIn(one, language)}` : nameIn(one, language))).join(", ")}
                </span>
              ) : null}
            </span>
            <span className="number">{line.amount_cents === null ? "…" : money(line.amount_cents, screen)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Sums({ screen }: { readonly screen: CustomerScreen }) {
  const t = useWords();
  const { money } = useFormat();
  const tip = screen.tip?.chosen_cents ?? 0;
  const isPart = screen.paid_cents > 0;
  const total = isPart ? screen.left_cents : screen.total_cents;
  return (
    <dl className="customer-sums number">
      {screen.discounts.map(({ name, amount_cents }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several discounts may have one name
        <div key={at}>
          <dt>{name}</dt>
          <dd>−{money(amount_cents, screen)}</dd>
        </div>
      ))}
      {isPart ? (
        <div>
          <dt>{t("customer.paid")}</dt>
          <dd>{money(screen.paid_cents, screen)}</dd>
        </div>
      ) : null}
      {tip > 0 ? (
        <div>
          <dt>{t("customer.tip")}</dt>
          <dd>{money(tip, screen)}</dd>
        </div>
      ) : null}
      <div className="customer-total">
        <dt>{t(isPart ? "customer.left" : "customer.total")}</dt>
        <dd>{total === null ? "…" : money(total + tip, screen)}</dd>
      </div>
    </dl>
  );
}

function Thanks({ screen }: { readonly screen: CustomerScreen }) {
  const t = useWords();
  const { money } = useFormat();
  const { ticket_number, customer_name, change_cents } = screen;
  return (
    <main className="customer-middle">
      <h1>{customer_name ? t("customer.thanks_name", { name: customer_name }) : t("customer.thanks")}</h1>
      {ticket_number === null ? null : (
        <>
          <p className="soft">{t("customer.number")}</p>
          <p className="customer-number number">{ticket_number}</p>
        </>
      )}
      {change_cents > 0 ? <p className="customer-change number">{t("customer.change", { amount: money(change_cents, screen) })}</p> : null}
    </main>
  );
}

/** Between two guests the screen goes back to the language that it was opened in. */
function useHouseLanguage(isBetween: boolean): void {
  const { language, choose } = useLanguage();
  const house = useRef(language);
  const back = useEffectEvent(() => {
    if (language !== house.current) choose(house.current);
  });
  const hadGuest = useRef(false);
  useEffect(() => {
    if (isBetween && hadGuest.current) back();
    hadGuest.current = !isBetween;
  }, [isBetween]);
}
