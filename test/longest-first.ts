/**
 * The order of the test files: first those that run real processes and wait for them, so that the run does not end with one
 * worker waiting alone. Among themselves as Vitest has them.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

const FIRST = ["/test/chain/", "/test/fuzz/", "/test/payments/", "/test/browser/", "/test/scenarios/", "/test/docker/", "/test/"];

function rank({ moduleId }: TestSpecification): number {
  const found = FIRST.findIndex((folder) => moduleId.includes(folder));
  return found < 0 ? FIRST.length : found;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
