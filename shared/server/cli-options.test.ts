import { expect, test } from "vitest";
import { parseCommandLine } from "./cli-options.ts";

const parse = (line: string) =>
  parseCommandLine<object>(line.split(" "), {
    look: { options: ["at", "for"], make: ({ options, json }) => ({ ok: true, command: { name: "look", options: [...options], json } }) },
    take: { word: "thing", make: ({ word }) => ({ ok: true, command: { name: "take", word } }) },
  });

test.each([
  [
    "look --at this --for=that=it --json",
    {
      name: "look",
      options: [
        ["at", "this"],
        ["for", "that=it"],
      ],
      json: true,
    },
  ],
  ["look --at -1", { name: "look", options: [["at", "-1"]], json: false }],
  ["take it", { name: "take", word: "it" }],
  ["help", { name: "help" }],
  ["-h", { name: "help" }],
  ["--version", { name: "version" }],
])("%s", (line, command) => expect(parse(line)).toEqual({ ok: true, command }));

test.each([
  ["leave", 'unknown command "leave"'],
  ["constructor", 'unknown command "constructor"'],
  ["look around", '"look" takes no "around"'],
  ["look --under=it", '"look" has no option --under'],
  ["look --at", "--at needs a value"],
  ["look --at=", "--at needs a value"],
  ["look --at --json", "--at needs a value"],
  ["look --json=yes", "--json takes no value"],
  ["look --toString", '"look" has no option --toString'],
  ["look -- --at", '"look" has no option --'],
  ["take", '"take" needs exactly one thing'],
  ["take this that", '"take" needs exactly one thing'],
])("%s is named, not guessed at", (line, fault) => expect(parse(line)).toEqual({ ok: false, fault }));
