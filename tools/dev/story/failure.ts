/** What is said where the story stops on a chain that goes on with what an earlier run left: which step, and what really failed. */
import type { ApiError } from "../client/call.ts";

const SERVER_FAULT = 500;

/** `told`: the last line of the story before; null: there was none yet. */
export function failureLines({ status, message }: Pick<ApiError, "status" | "message">, told: string | null): string[] {
  const after = told === null ? "before its first step" : `after “${told}”`;
  return [
    `The story stopped ${after}: ${message.replace(/ \{[\s\S]*$/, "")}`,
    status >= SERVER_FAULT
      ? "That is no matter of what is in the chain: the logs beside its chain.json say more. Everything else runs."
      : "Everything runs. What an earlier run left here may be why that was refused; `npm start -- --fresh` begins without it.",
  ];
}
