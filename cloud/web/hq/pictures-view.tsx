/**
 * Takes pictures of items in, and says the name by which a menu has each. Menus are edited as rows, by a program or a file, so the name
 * is what leads on.
 */
import type { Picture } from "@crema/shared/contract/pictures";
import { sendFile } from "@crema/ui/client/send-file.ts";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE } from "../service-api.ts";
import { code as asCode } from "./bold.tsx";
import { FileChoice } from "./file-choice.tsx";

interface Taken {
  readonly key: string;
  readonly file: string;
  readonly picture: Picture | null;
  readonly error: Error | null;
}

export function PicturesView() {
  const t = useWords();
  const ports = usePorts();
  const [taken, setTaken] = useState<readonly Taken[]>([]);
  const upload = (file: File) => unwrap(sendFile<Picture>(ports, "/v1/admin/pictures", file));
  const send = useMutation({
    // One after the other: the service reads one at a time.
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) {
        const key = ports.newKey();
        const done = await upload(file).then(
          (picture): Taken => ({ key, file: file.name, picture, error: null }),
          (error: unknown): Taken => ({
            key,
            file: file.name,
            picture: null,
            error: error instanceof Error ? error : new Error(String(error)),
          }),
        );
        setTaken((before) => [done, ...before]);
      }
    },
  });
  return (
    <section className="stack pictures" aria-labelledby="pictures">
      <h2 id="pictures">{t("hq.pictures.title")}</h2>
      <p className="soft">{t.drawn("hq.pictures.about", { code: asCode })}</p>
      <FileChoice
        label={t("hq.pictures.upload")}
        hint={send.isPending ? t("hq.pictures.busy") : ""}
        isMany
        isDisabled={send.isPending}
        onChoose={(files) => send.mutate(files)}
      />
      <ul className="pictures-taken">
        {taken.map(({ key, file, picture, error }) => (
          <li key={key} className="picture-taken">
            <ItemPicture picture={picture?.picture} size={320} alt={file} className="picture-preview" />
            <div className="stack">
              <strong>{file}</strong>
              {picture ? <code className="picture-name">{picture.picture}</code> : null}
              <ProblemNote error={error} server={SERVICE} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
