/** Who did what with customers' data, of one customer and of all. It names operators, and nobody else. */
import type { AuditPage, CustomerPage } from "@crema/shared/contract/hq-customers";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";
import { useSessionEnd } from "./use-asked.ts";

type Line = CustomerPage["audit"][number];

/** For a view that has done something which leaves a line. */
export const AUDIT = ["customer-audit"];

function whoDid({ by, operator_name: name, operator_id: id }: Line, t: Words): string {
  if (by === "AGE") return t("hq.audit.by_age");
  if (by === "CUSTOMER") return t("hq.audit.by_customer");
  return name ?? (id === null ? t("hq.audit.by_operator") : t("hq.audit.by_operator_id", { id }));
}

/** A guest's order is called by its id: its person is gone, or was not to be named. */
const subjectOf = ({ subject, subject_id: id }: AuditPage["lines"][number], t: Words) =>
  subject === "ORDER" ? t("hq.audit.order", { id }) : t("hq.audit.customer", { id });

export function AuditOfCustomer({ audit }: Pick<CustomerPage, "audit">) {
  const t = useWords();
  const { moment } = useFormat();
  const did = ({ by, action }: Line) => (by === "CUSTOMER" ? t("hq.audit.erased_account") : t(`hq.audit.one.${action}`));
  if (audit.length === 0) return null;
  return (
    <section aria-labelledby="audit">
      <h3 id="audit">{t("hq.audit.of_one")}</h3>
      <ul className="small">
        {audit.map((line) => (
          <li key={`${line.at} ${line.operator_id} ${line.action}`}>
            {t("hq.audit.line", { moment: moment(line.at), who: whoDid(line, t), what: did(line) })}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function AuditList() {
  const t = useWords();
  const api = useHqApi();
  const { moment } = useFormat();
  const found = useInfiniteQuery({
    queryKey: AUDIT,
    queryFn: ({ pageParam }) => unwrap(api.v1.admin["customer-audit"].$get({ query: pageParam ? { before: pageParam } : {} })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_before,
    refetchInterval: 30_000,
  });
  useSessionEnd(found.error);
  const lines = found.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <section aria-labelledby="audit-of-all" className="stack">
      <h2 id="audit-of-all">{t("hq.audit.of_all")}</h2>
      <ProblemNote error={found.error} server={SERVICE} />
      {found.isSuccess && lines.length === 0 ? <p className="soft">{t("hq.audit.none")}</p> : null}
      <ul className="small">
        {lines.map((line) => (
          <li key={line.entry_id}>
            {t("hq.audit.line", {
              moment: moment(line.at),
              who: whoDid(line, t),
              what: t(`hq.audit.all.${line.action}`, { subject: subjectOf(line, t) }),
            })}
          </li>
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button wide onPress={() => void found.fetchNextPage()} isDisabled={found.isFetchingNextPage}>
          {t("hq.more")}
        </Button>
      ) : null}
    </section>
  );
}
