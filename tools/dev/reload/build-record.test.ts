import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createBuildRecord } from "./build-record.ts";

test("a record that a power cut has torn counts as none, and the program is built again", () => {
  const dir = mkdtempSync(join(tmpdir(), "crema-record-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const bundle = join(dir, "main.js");
  writeFileSync(bundle, "");
  const record = createBuildRecord(bundle, "so");
  record.write(new Set(), Number.POSITIVE_INFINITY);
  expect(record.read()).not.toBeNull();
  for (const torn of ["", '{"how":"so","wri', "null"]) {
    writeFileSync(`${bundle}.record.json`, torn);
    expect(record.read()).toBeNull();
  }
});
