/** Why a directory cannot be used, in one line for whoever started the program. */

/** Of another user, on a disk that is read only, below something that is no directory. */
const NOT_OURS = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"]);

/** `setting`: the name of the setting for the directory. null: another kind of error. */
export function directoryFault(error: unknown, setting: string): string | null {
  if (!(error instanceof Error) || !("code" in error) || !("path" in error) || !NOT_OURS.has(String(error.code))) return null;
  return `${error.path} cannot be used by the user that runs this (${error.code}). Give it to that user, with what is in it, or set ${setting} to another directory.`;
}
