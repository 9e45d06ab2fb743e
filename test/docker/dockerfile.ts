/**
 * Reads a Dockerfile into its stages, as far as ours goes: an instruction that is not known here is a fault, so that
 * nothing of the file is silently left out of the test.
 */
export interface Step {
  readonly instruction: "COPY" | "RUN" | "WORKDIR";
  readonly text: string;
}

export interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly steps: readonly Step[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly volumes: readonly string[];
  readonly healthcheck: readonly string[] | null;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

export function parseDockerfile(text: string): Stage[] {
  const stages: { -readonly [K in keyof Stage]: Stage[K] }[] = [];
  const args: Record<string, string> = {};
  for (const line of text.replaceAll("\\\n", " ").split("\n")) {
    const [, instruction, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (!instruction || rest === undefined) {
      if (line.trim() !== "" && !line.startsWith("#")) throw new Error(`Not an instruction: ${line}`);
      continue;
    }
    if (instruction === "ARG") {
      const [name = "", value = ""] = rest.split("=");
      args[name] = value;
      continue;
    }
    if (instruction === "FROM") {
      const [image = "", , name] = rest.split(/\s+/);
      stages.push({
        image: image.replaceAll(/\$\{(\w+)\}/g, (_, arg: string) => args[arg] ?? ""),
        name: name ?? null,
        steps: [],
        env: {},
        user: null,
        volumes: [],
        healthcheck: null,
        entrypoint: [],
        command: [],
      });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`Before the first FROM: ${line}`);
    switch (instruction) {
      case "COPY":
      case "RUN":
      case "WORKDIR":
        stage.steps = [...stage.steps, { instruction, text: rest }];
        break;
      case "ENV":
        stage.env = { ...stage.env, ...Object.fromEntries(rest.split(/\s+/).map((pair) => pair.split(/=(.*)/s).slice(0, 2))) };
        break;
      case "USER":
        stage.user = rest;
        break;
      case "VOLUME":
        stage.volumes = [...stage.volumes, rest];
        break;
      case "EXPOSE":
        break;
      case "HEALTHCHECK":
        stage.healthcheck = JSON.parse(rest.slice(rest.indexOf("CMD") + 3));
        break;
      case "ENTRYPOINT":
        stage.entrypoint = JSON.parse(rest);
        break;
      case "CMD":
        stage.command = JSON.parse(rest);
        break;
      default:
        throw new Error(`Not known to this reader: ${line}`);
    }
  }
  return stages;
}
