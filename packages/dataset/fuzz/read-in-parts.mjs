/**
 * The rows of a file that comes in parts of 1 to `most` bytes, under a cap of `lineBytes` on a line: what is longer is
 * read as it passes by, `windowBytes` at once.
 */
export function readInParts({ createRowScanner }, file, { random, lineBytes, windowBytes, most }) {
  const rows = [];
  const onRow = ({ error, canonical, ...row }) => {
    const status = error?.verdict ?? "valid";
    rows.push({ ...row, status, canonical: canonical && Buffer.from(canonical), error });
  };
  const scanner = createRowScanner({ lineBytes }, onRow, windowBytes);
  for (let at = 0; at < file.length;) {
    const end = at + 1 + random.below(most);
    scanner.push(file.subarray(at, end));
    at = end;
  }
  scanner.finish();
  return rows;
}
