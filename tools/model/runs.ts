/** What is asked of the models in sync/models, and what has to come out. `-D` switches are explained in their READMEs. */

/** holds: no property is violated within the bounds. caught: Spin finds a counterexample, since a rule is broken or left out. */
export type Expected = "holds" | "caught";

export interface ModelRun {
  readonly model: "handoff" | "lineage";
  readonly name: string;
  /** Switches of the model. */
  readonly model_switches: readonly string[];
  readonly expected: Expected;
  /** Checked for livelock as well: every run that becomes calm comes to its end. */
  readonly isLiveness?: true;
}

const holds = (model: ModelRun["model"], name: string, switches: string): ModelRun => run(model, name, switches, "holds");
const caught = (model: ModelRun["model"], name: string, switches: string): ModelRun => run(model, name, switches, "caught");

function run(model: ModelRun["model"], name: string, switches: string, expected: Expected): ModelRun {
  return { model, name, model_switches: switches.split(" ").filter(Boolean), expected };
}

const HANDOFF: readonly ModelRun[] = [
  holds("handoff", "as built", ""),
  { ...holds("handoff", "as built, liveness", "-DLIVE"), isLiveness: true },
  holds("handoff", "two readers of the payment", "-DNREAD=2"),
  holds("handoff", "wanted for later", "-DHELD"),
  { ...holds("handoff", "wanted for later, liveness", "-DHELD -DLIVE"), isLiveness: true },
  caught("handoff", "offered after it was withdrawn", "-DHELD -DMUT15"),
  caught("handoff", "offered before the card is held", "-DHELD -DMUT16"),
  // MUT8 is no mutant; MUT1, 2 and 3 with the check of the fork left out, so that another property has to fail.
  ...[2, 4, 5, 6, 7, 9, 10, 11, 12, 13].map((n) => caught("handoff", `mutant ${n}`, `-DMUT${n}`)),
  ...[1, 3].flatMap((n) => [
    caught("handoff", `mutant ${n}`, `-DMUT${n}`),
    caught("handoff", `mutant ${n}, no fork check`, `-DMUT${n} -DNOFORK`),
  ]),
];

const LINEAGE: readonly ModelRun[] = [
  holds("lineage", "a decline and a set-back", "-DFIXED -DNDEC=1 -DNLOST=1 -DNCON=1"),
  holds("lineage", "two set-backs", "-DFIXED -DNSET=2 -DNSNAP=2 -DNDEC=1"),
  holds("lineage", "a box dies", "-DFIXED -DNDIE=1 -DSTRONG1"),
  holds("lineage", "a living box is replaced", "-DFIXED -DNREPL=1"),
  holds("lineage", "a clone", "-DFIXED -DNCLONE=1"),
  holds("lineage", "a backup is put back", "-DFIXED -DNREST=1 -DSTRONG1"),
  holds("lineage", "a box is revoked", "-DFIXED -DNREVK=1"),
  holds("lineage", "death and backup", "-DFIXED -DNSET=0 -DNDIE=1 -DNREST=1"),
  holds("lineage", "a late answer of a shape", "-DFIXED -DWIRE=1"),
  holds("lineage", "documents", "-DFIXED -DNDOC=2 -DNSALE=0"),
  holds("lineage", "paid at the counter: a box dies", "-DFIXED -DCASH -DNDIE=1 -DSTRONG1"),
  holds("lineage", "paid at the counter: a box dies, and the next one declines", "-DFIXED -DCASH -DNDIE=1 -DNDEC=1"),
  holds("lineage", "paid at the counter: a dead box is revoked", "-DFIXED -DCASH -DNDIE=1 -DNREVK=1 -DKEEP -DSTRONG1 -DNSALE=0"),
  // Some mutants are masked by another rule. Without that one the same properties hold, so that what is caught is the mutant.
  holds("lineage", "paid at the counter: no order is made that was cancelled", "-DFIXED -DCASH -DSTRONG6"),
  holds("lineage", "a set-back that no node notices, weakly", "-DFIXED -DNO_F_START"),
  holds("lineage", "paid at the counter: a set-back that no node notices, weakly", "-DFIXED -DCASH -DNO_F_START"),
  holds("lineage", "the provider is not read, and is set back once, weakly", "-DFIXED -DNO_F_READ"),
  caught("lineage", "inbox compared by number alone", "-DFIXED -DCASH -DNO_F_START -DM_INSEQ"),
  caught("lineage", "documents compared by version alone", "-DFIXED -DM_DOCV -DNDOC=2 -DNSALE=0"),
  caught("lineage", "an older epoch is not fenced", "-DFIXED -DM_OLDEP -DNREPL=1 -DNSET=0"),
  caught("lineage", "an order made after its cancellation", "-DFIXED -DCASH -DM_MADECANC -DNDIE=1 -DNDEC=1"),
  caught("lineage", "nothing is handed back", "-DFIXED -DM_HANDBACK"),
  caught("lineage", "a refund under a new key", "-DFIXED -DM_REFKEY -DNO_F_READ"),
  caught("lineage", "the new box begins at inbox 0", "-DFIXED -DM_INBOX0 -DNSET=0 -DNDIE=1 -DSTRONG1"),
  caught("lineage", "a box in conflict applies what comes down", "-DFIXED -DM_CONFLDOWN -DNSET=0 -DNCLONE=1 -DSTRONGC -DSTRONG1"),
  caught("lineage", "no freeze", "-DFIXED -DNOFRZ -DSTRONG6"),
  ...leftOut([
    ["ORPH", ""],
    ["READ", "-DNSET=2 -DNSNAP=2"],
    ["START", "-DCASH -DSTRONG6"],
    ["WDCONF", "-DNO_F_START"],
    ["CERTKEY", "-DNREPL=1"],
    ["REG", "-DNREPL=1"],
    ["JUMP", "-DNDIE=1"],
    ["SNAP", "-DNDIE=1"],
    ["LOOKCAP", "-DNDIE=1 -DSTRONG1"],
    ["DOUBT", "-DNSET=0 -DNDIE=1 -DSTRONG1"],
    ["LOOKOFF", "-DCASH -DNDIE=1 -DSTRONG1"],
    ["LOOKREVK", "-DCASH -DNDIE=1 -DNREVK=1 -DKEEP -DSTRONG1 -DNSALE=0"],
    ["LOOKIN", "-DCASH -DNDIE=1 -DSTRONG1"],
    ["LOOKWD", "-DCASH -DNDIE=1"],
    ["LOOKDEC", "-DCASH -DNDIE=1 -DNDEC=1"],
    ["MARKX", "-DNSET=0 -DNREST=1 -DSTRONG1"],
  ]),
];

function leftOut(rules: readonly (readonly [rule: string, switches: string])[]): ModelRun[] {
  return rules.map(([rule, switches]) => caught("lineage", `without rule ${rule}`, `-DFIXED -DNO_F_${rule} ${switches}`));
}

export const MODEL_RUNS: readonly ModelRun[] = [...HANDOFF, ...LINEAGE];
