/** What is wrong with a setting. */
export interface ConfigProblem {
  readonly name: string;
  /** null for a secret, and for a setting that is missing. */
  readonly value: string | null;
  readonly expected: string;
}

/** One line per problem, as printed before the process ends. */
export function describeProblem(problem: ConfigProblem): string {
  const value = problem.value === null ? "" : ` is ${JSON.stringify(problem.value)}`;
  return `${problem.name}${value}: expected ${problem.expected}`;
}
