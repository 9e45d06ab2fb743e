import { expect, test } from "vitest";
import { createProgram, FAILED, NOT_UNDERSTOOD, type ProgramProcess } from "./program.ts";

function started(...argv: string[]) {
  const printed: string[] = [];
  const process: ProgramProcess = {
    argv: ["node", "crema.js", ...argv],
    stdout: { write: (text: string) => printed.push(`out ${text}`) },
    stderr: { write: (text: string) => printed.push(`err ${text}`) },
    exit: (code: number) => printed.push(`exit ${code}`),
  };
  return { printed, process, program: createProgram("crema", process) };
}
const unexplained = () => null;

test("a command that is done prints its result, and leaves its code for the process to end with", async () => {
  const { printed, process, program } = started("orders", "--all");
  await program.run(async (argv) => program.printOut(argv.join(" ")), unexplained);
  expect([printed, process.exitCode]).toEqual([["out orders --all"], 0]);
});

test("what is not understood goes to stderr under the program's name, and is no crash", async () => {
  const { printed, process, program } = started();
  await program.run(async () => program.printError("no such command", NOT_UNDERSTOOD), unexplained);
  expect([printed, process.exitCode]).toEqual([["err crema: no such command\n"], NOT_UNDERSTOOD]);
});

test("a server that runs until a signal leaves the exit code alone", async () => {
  const { printed, process, program } = started("start");
  await program.run(async () => null, unexplained);
  expect([printed, process.exitCode]).toEqual([[], undefined]);
});

test("a fault that somebody can mend is explained without a stack; any other ends with its stack, and both end the process", async () => {
  const fail = () => Promise.reject(new Error("port in use"));
  const known = started();
  await known.program.run(fail, () => "Port 80 is taken.");
  expect(known.printed).toEqual(["err crema: Port 80 is taken.\n", `exit ${FAILED}`]);
  const unknown = started();
  await unknown.program.run(fail, unexplained);
  expect(unknown.printed).toEqual([expect.stringMatching(/^err crema: Error: port in use\n {4}at /), `exit ${FAILED}`]);
});
