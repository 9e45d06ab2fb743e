/**
 * Stripe's way to write a nested object as a form: `a[b][0][c]=1`. Keys come from outside, so the trees have no
 * prototype, and a key that is both a value and a branch is a fault; the last one does not win.
 */
export interface FormTree {
  [key: string]: string | FormTree;
}

const MAX_DEPTH = 8;

export function emptyTree(): FormTree {
  return Object.create(null) as FormTree;
}

/** null when the text is no such form. */
export function parseForm(text: string): FormTree | null {
  const tree = emptyTree();
  for (const [key, value] of new URLSearchParams(text)) {
    const path = pathOf(key);
    if (path === null || !put(tree, path, value)) return null;
  }
  return tree;
}

function pathOf(key: string): string[] | null {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key);
  if (!match?.[1]) return null;
  const rest = [...(match[2] ?? "").matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? "");
  return rest.length < MAX_DEPTH ? [match[1], ...rest] : null;
}

function put(tree: FormTree, path: readonly string[], value: string): boolean {
  const [head, ...rest] = path;
  if (head === undefined) return false;
  const name = head === "" ? String(Object.keys(tree).length) : head;
  if (rest.length === 0) {
    if (typeof tree[name] === "object") return false;
    tree[name] = value;
    return true;
  }
  const branch = tree[name] ?? emptyTree();
  if (typeof branch === "string") return false;
  tree[name] = branch;
  return put(branch, rest, value);
}

/** The same parameters in any order are the same text. */
export function canonical(tree: FormTree): string {
  const sorted = (node: string | FormTree): unknown =>
    typeof node === "string"
      ? node
      : Object.keys(node)
          .sort()
          .map((key) => [key, sorted(node[key] ?? "")]);
  return JSON.stringify(sorted(tree));
}
