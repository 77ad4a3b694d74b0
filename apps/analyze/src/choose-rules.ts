import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "@flock-tools/core";
import { parseRuleSet, RULE_SETS, type RuleSet } from "@flock-tools/flock";

/**
 * The rule set of that name, or the one in the file; undefined leaves the choice to the time that is judged.
 *
 * @throws UsageError if there is neither, or the file is not a rule set
 */
export async function chooseRules(
  nameOrFile: string | undefined,
  { cwd }: { readonly cwd: string },
): Promise<RuleSet | undefined> {
  if (nameOrFile === undefined) return undefined;
  const known = RULE_SETS.find(({ name }) => name === nameOrFile);
  return known ?? parseRuleSet(await readRules(nameOrFile, cwd));
}

async function readRules(file: string, cwd: string): Promise<unknown> {
  const names = RULE_SETS.map(({ name }) => name).join(", ");
  try {
    return JSON.parse(await readFile(resolve(cwd, file), "utf8"));
  } catch (cause) {
    const isJson = cause instanceof SyntaxError;
    const message = isJson
      ? `the rules in ${file} are not JSON`
      : `no rule set is named ${file}, and no file of that name can be read`;
    throw new UsageError(message, {
      code: isJson ? "RULES_NOT_JSON" : "NO_RULES",
      details: cause instanceof Error ? cause.message : String(cause),
      next: `write one of ${names}, or a file like one that --rules list --json shows`,
      cause,
    });
  }
}
