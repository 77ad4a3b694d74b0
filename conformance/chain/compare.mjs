// One answer of the SDK beside what packages/chain sees.

/**
 * How they differ; undefined if they are equal.
 *
 * @param {{ value?: unknown, error?: string } | undefined} answer
 */
export function explainAnswer(answer, wanted) {
  if (answer === undefined) return "no answer";
  if (answer.error !== undefined) return `it fails: ${answer.error.slice(0, 200)}`;
  // As JSON has it: no field is undefined.
  return findDifference(answer.value, JSON.parse(JSON.stringify(wanted)), "");
}

function findDifference(found, wanted, path) {
  if (found === wanted) return undefined;
  if (isParent(found) && isParent(wanted) && Array.isArray(found) !== Array.isArray(wanted)) {
    return `${path || "the value"} is of another kind`;
  }
  if (!isParent(found) || !isParent(wanted)) {
    return `${path || "the value"} is ${show(found)}, not ${show(wanted)}`;
  }
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  for (const name of names) {
    const difference = findDifference(found[name], wanted[name], path ? `${path}.${name}` : name);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isParent(value) {
  return typeof value === "object" && value !== null;
}

function show(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
