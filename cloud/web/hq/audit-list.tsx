/** Who did what with customers' data, of one customer and of all. It names operators, and nobody else. */
import type { AuditPage, CustomerPage } from "@crema/shared/contract/hq-customers";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { SERVICE, useHqApi } from "../service-api.ts";
import { useSessionEnd } from "./use-asked.ts";

type Line = CustomerPage["audit"][number];
type Action = Line["action"];

/** For a view that has done something which leaves a line. */
export const AUDIT = ["customer-audit"];

const OF_THEM: Readonly<Record<Action, string>> = {
  FOUND: "looked them up",
  EXPORTED: "downloaded what is held",
  ERASED: "erased them",
  CONTACT_SHOWN: "read how to reach them",
};

const OF_SUBJECT: Readonly<Record<Action, (subject: string) => string>> = {
  FOUND: (subject) => `looked up ${subject}`,
  EXPORTED: (subject) => `downloaded what is held of ${subject}`,
  ERASED: (subject) => `erased ${subject}`,
  CONTACT_SHOWN: (subject) => `read how to reach whoever placed ${subject}`,
};

function whoDid({ by, operator_name: name, operator_id: id }: Line): string {
  if (by === "AGE") return "The service, by age,";
  if (by === "CUSTOMER") return "The customer";
  return name ?? (id === null ? "An operator" : `Operator ${id}`);
}

/** A guest's order is called by its id: its person is gone, or was not to be named. */
const subjectOf = ({ subject, subject_id: id }: AuditPage["lines"][number]) => `${subject === "ORDER" ? "order" : "customer"} ${id}`;

export function AuditOfCustomer({ audit }: Pick<CustomerPage, "audit">) {
  const { day, time } = useFormat();
  if (audit.length === 0) return null;
  return (
    <section aria-labelledby="audit">
      <h3 id="audit">Who did what with their data</h3>
      <ul className="small">
        {audit.map((line) => (
          <li key={`${line.at} ${line.operator_id} ${line.action}`}>
            {day(line.at)}, {time(line.at)}: {whoDid(line)} {line.by === "CUSTOMER" ? "erased the account" : OF_THEM[line.action]}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function AuditList() {
  const api = useHqApi();
  const { day, time } = useFormat();
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
      <h2 id="audit-of-all">Who did what with customers' data</h2>
      <ProblemNote error={found.error} server={SERVICE} />
      {found.isSuccess && lines.length === 0 ? <p className="soft">Nothing yet. Lines stay for three years.</p> : null}
      <ul className="small">
        {lines.map((line) => (
          <li key={line.entry_id}>
            {day(line.at)}, {time(line.at)}: {whoDid(line)} {OF_SUBJECT[line.action](subjectOf(line))}
          </li>
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button wide onPress={() => void found.fetchNextPage()} isDisabled={found.isFetchingNextPage}>
          Show more
        </Button>
      ) : null}
    </section>
  );
}
