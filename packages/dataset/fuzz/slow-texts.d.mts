import type { ReadRowsOptions, Row, RowCaps, TextSelection } from "../src/index.ts";
import type { ExpectedTexts } from "./fuzz-texts.mjs";

export function slowTexts(
  file: Uint8Array,
  selection: TextSelection,
  options: {
    readonly readRows: (file: Uint8Array, options: ReadRowsOptions) => Iterable<Row>;
    readonly caps?: RowCaps;
  },
): ExpectedTexts;
