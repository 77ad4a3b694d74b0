/**
 * `args` with other spellings of options replaced, up to `--`: `--data_dir x` and `--data_dir=x` with
 * `{"--data_dir": "--out"}` become `--out x` and `--out=x`. A replacement with a space in it (`--log-level info`) becomes
 * two arguments.
 */
export function replaceAliases(
  args: readonly string[],
  aliases: Readonly<Record<string, string>>,
): string[] {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  const rest = end === -1 ? [] : args.slice(end);
  return [...options.flatMap((arg) => replaceAlias(arg, aliases)), ...rest];
}

function replaceAlias(arg: string, aliases: Readonly<Record<string, string>>): string[] {
  const equals = arg.indexOf("=");
  const name = equals === -1 ? arg : arg.slice(0, equals);
  const replacement = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  if (replacement === undefined) return [arg];
  return equals === -1 ? replacement.split(" ") : [replacement + arg.slice(equals)];
}
