import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseDockerfile, type Stage } from "./dockerfile.ts";

const stages = parseDockerfile(readFileSync(new URL("../../Dockerfile.edge", import.meta.url), "utf8"));
const image = stages.at(-1) as Stage;

test("the image builds from a stage of its own and runs as nobody special on the current Node LTS", () => {
  expect(stages.map((stage) => stage.image)).toEqual(["node:lts-bookworm", "node:lts-bookworm-slim"]);
  expect(image.user).toBe("node");
  expect(image.volumes).toEqual([image.env.CREMA_DATA_DIR]);
  expect(image.env.NODE_ENV).toBe("production");
});
