import type { Uid } from "@flock-tools/core";
import type { JudgementSource } from "../judgement-source.ts";
import { rowsThatCount } from "../judgement/roster.ts";
import { createNearTexts, type NearTextsOptions } from "./near-texts.ts";

export interface ReadMinerTextsOptions extends Omit<NearTextsOptions, "includeSystem"> {
  readonly uid: Uid;
  /** Places of rows that count, from 0. */
  readonly rows: readonly number[];
  /** Default false. */
  readonly includeSystem?: boolean | undefined;
}

/**
 * The texts that a search for near duplicates goes by, of some rows of one miner; a row that has none is missing. They
 * are what the miner wrote: hostile. All are held at once, so ask for as many as are to be looked at.
 *
 * @throws FlockError ROW_CHANGED if rows are no longer what they were; StoreError; the abort reason
 */
export async function readMinerTexts(
  { miners, input }: JudgementSource,
  { uid, rows, includeSystem = false, ...options }: ReadMinerTextsOptions,
): Promise<ReadonlyMap<number, string>> {
  const miner = miners.find((one) => one.uid === uid);
  const wanted = new Set(rows);
  const found =
    miner === undefined
      ? []
      : rowsThatCount(miner, input.ruleSet.rows).filter(
          ({ row, canonical }) => wanted.has(row) && canonical !== undefined,
        );
  const part = {
    sha256: miner?.sha256,
    path: miner?.path,
    rows: found,
  };
  const texts = createNearTexts({ toRead: [part] }, { ...options, includeSystem });
  const decoded: string[] = [];
  for await (const { bytes, offsets } of texts.source()) {
    for (let text = 0; text + 1 < offsets.length; text += 1) {
      const end = offsets[text + 1] ?? 0;
      decoded.push(new TextDecoder().decode(bytes.subarray(offsets[text], end)));
    }
  }
  return new Map(
    texts.places().flatMap((place, text): [number, string][] => {
      const digest = found[place];
      return digest === undefined ? [] : [[digest.row, decoded[text] ?? ""]];
    }),
  );
}
