/**
 * Which text of a row is read.
 *
 * - `conversation`: the strings at `content` of the objects in the list at `conversations`, joined by `\n`; with
 *   `includeSystem` the string at `system` comes first, if there is one. Without such a list a row has no text; with
 *   one that holds no string the text is empty.
 * - `column`: the string at `path`, the keys that lead to it joined by `.`; where there is none, a row has no text.
 */
export type TextSelection =
  | { readonly kind: "conversation"; readonly includeSystem?: boolean }
  | { readonly kind: "column"; readonly path: string };

/** A selection as the readers follow it. */
export interface SelectedKeys {
  readonly kind: TextSelection["kind"];
  /** `column`: one within the other. `conversation`: of the list, and of the string in each object in it. */
  readonly keys: readonly string[];
  /** `conversation`: of the string that is to come first. */
  readonly first: string | undefined;
}

/** @throws RangeError if the path of a column has a lone surrogate */
export function resolveSelection(selection: TextSelection): SelectedKeys {
  if (selection.kind === "conversation") {
    const first = selection.includeSystem === true ? "system" : undefined;
    return { kind: "conversation", keys: ["conversations", "content"], first };
  }
  const { path } = selection;
  if (/\p{Surrogate}/u.test(path)) {
    throw new RangeError(`text.path must be well-formed Unicode: got ${JSON.stringify(path)}`);
  }
  return { kind: "column", keys: path.split("."), first: undefined };
}
