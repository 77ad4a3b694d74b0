/** Why what the library made of a file is not what CPython made of it; undefined if it is. */
export function compare({ rows, whole, caps }, { file, lines }, version) {
  if (rows.length !== lines.length) return `${rows.length} rows, Python has ${lines.length}`;
  for (const [i, row] of rows.entries()) {
    const difference = compareRow(row, lines[i], { version, caps });
    if (difference !== undefined) return `row ${i}: ${difference} ${JSON.stringify(caps ?? "")}`;
  }
  return whole && compareFile({ rows, whole }, file);
}

function compareRow(row, [line, offset, printed, exception, message, at], { version, caps }) {
  if (row.line !== line || row.offset !== offset) {
    return `line ${row.line} at ${row.offset}, Python has ${line} at ${offset}`;
  }
  const canonical = row.canonical && Buffer.from(row.canonical).toString("latin1");
  if (caps && canonical === undefined && printed !== null && row.status !== "void") {
    const isRight = row.canonicalLength === 0 || row.canonicalLength > caps.lineBytes;
    return isRight && row.canonicalLength <= printed.length
      ? undefined
      : `${row.canonicalLength} bytes at least, Python prints ${printed}`;
  }
  if (row.status === "undecidable") {
    return printed === null || printed === canonical
      ? undefined
      : `${canonical}, Python prints ${printed}`;
  }
  if (row.status === "valid")
    return printed === canonical
      ? undefined
      : `${canonical}, Python prints ${printed ?? exception}`;
  if (printed !== null) return `${row.error.python}, Python prints ${printed}`;
  return compareErrors(row.error, { exception, message, at }, version);
}

function compareErrors(error, { exception, message, at }, [, minor]) {
  // Deep in a text of many levels either of two exceptions may come first; both void the file.
  if (exception === "RecursionError") return undefined;
  if (error.python !== exception) return `${error.python}, Python raises ${exception}`;
  if (exception === "JSONDecodeError" && minor <= 12 && error.message !== message) {
    return `"${error.message}", Python says "${message}"`;
  }
  // 3.13 says more of trailing commas, and elsewhere.
  if (at !== -1 && minor <= 12 && error.offset !== at)
    return `fault at ${error.offset}, Python has it at ${at}`;
  return undefined;
}

function compareFile({ rows, whole }, file) {
  if (whole.status === "undecidable") return undefined;
  if (whole.status === "void") {
    return typeof file === "string" ? undefined : `void, Python has ${file.length} rows`;
  }
  const printed = whole.rows.map((row) => Buffer.from(row).toString("latin1"));
  if (typeof file === "string") return `${rows.length} rows, Python raises ${file}`;
  return printed.length === file.length && printed.every((row, i) => row === file[i])
    ? undefined
    : "the rows of the file differ from its lines";
}
