/** One alteration of an answer: where, what and with which byte, all taken modulo what there is. */
export interface Mutation {
  readonly pick: number;
  readonly how: number;
  readonly byte: number;
}

/** The same answer with one of its values altered, which may be the whole. */
export function mutateAnswer(answer: unknown, { pick, how, byte }: Mutation): unknown {
  const paths = listPaths(answer);
  const path = paths[pick % paths.length] ?? [];
  return replaceAt(answer, path, (value) => alter(value, how, byte));
}

type Path = readonly string[];

function listPaths(value: unknown): Path[] {
  const below =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, member]) =>
          listPaths(member).map((path) => [name, ...path]),
        )
      : [];
  return [[], ...below];
}

function replaceAt(
  value: unknown,
  [name, ...rest]: Path,
  change: (old: unknown) => unknown,
): unknown {
  if (name === undefined) return change(value);
  const members = value as Record<string, unknown>;
  const member = replaceAt(members[name], rest, change);
  return Array.isArray(value) ? value.with(Number(name), member) : { ...members, [name]: member };
}

function alter(value: unknown, how: number, byte: number): unknown {
  const hex = byte.toString(16).padStart(2, "0");
  if (typeof value === "string" && value.length > 4 && how % 8 > 0) {
    const at = 2 + 2 * Math.floor((((value.length - 2) / 2) * byte) / 256);
    const choices = [
      value.slice(0, at),
      value.slice(0, -2),
      `${value}${hex}`,
      value.slice(0, at) + hex + value.slice(at + 2),
      value.slice(0, at) + hex + value.slice(at),
      value.slice(0, at) + value.slice(at + 2),
    ];
    return choices[how % choices.length];
  }
  if (Array.isArray(value) && value.length > 0 && how % 4 > 0) {
    const at = byte % value.length;
    const members: readonly unknown[] = value;
    return how % 4 === 1 ? members.toSpliced(at, 1) : members.toSpliced(at, 0, members[0]);
  }
  return [null, "0x", byte, [], {}, true, "text"][how % 7];
}
