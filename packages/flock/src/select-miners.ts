import type { Subnet } from "@flock-tools/chain";
import type { BlockNumber, Coldkey, Hotkey, Neuron, Uid } from "@flock-tools/core";
import { createEmptySelectionError } from "./errors.ts";

/** Which miners to take: each given list or bound narrows the choice; within a list any match will do. */
export interface Selection {
  readonly uids?: readonly Uid[] | undefined;
  readonly hotkeys?: readonly Hotkey[] | undefined;
  readonly coldkeys?: readonly Coldkey[] | undefined;
  /** First block of the current commitment, inclusive. Who has none that can be read is left out. */
  readonly committedSince?: BlockNumber | undefined;
  /** Last block of the current commitment, inclusive. Who has none that can be read is left out. */
  readonly committedUntil?: BlockNumber | undefined;
}

/** What of a subnet a selection goes by. */
export type SelectableSubnet = Pick<Subnet, "netuid" | "block" | "neurons" | "commitments">;

export interface SelectedMiners {
  /** By rising uid. */
  readonly neurons: readonly Neuron[];
  /** Whether the selection could have left somebody out: false only if nothing was asked for. */
  readonly filtered: boolean;
  /** What was asked for by name but is not registered in the subnet, e.g. `uid 300`. */
  readonly unmatched: readonly string[];
}

/**
 * The neurons of `subnet` that the selection asks for. Pure.
 *
 * @throws UsageError if uids, hotkeys or coldkeys are given and none of them is registered
 */
export function selectMiners(subnet: SelectableSubnet, selection: Selection = {}): SelectedMiners {
  const { uids, hotkeys, coldkeys, committedSince, committedUntil } = selection;
  const unmatched = listUnmatched(subnet.neurons, selection);
  const named = (uids?.length ?? 0) + (hotkeys?.length ?? 0) + (coldkeys?.length ?? 0);
  if (named > 0 && unmatched.length === named) throw createEmptySelectionError(subnet, unmatched);
  const ranged = committedSince !== undefined || committedUntil !== undefined;
  const neurons = subnet.neurons
    .filter(
      (neuron) =>
        isListed(uids, neuron.uid) &&
        isListed(hotkeys, neuron.hotkey) &&
        isListed(coldkeys, neuron.coldkey) &&
        (!ranged || isCommittedWithin(subnet, neuron, selection)),
    )
    .toSorted((a, b) => a.uid - b.uid);
  const filtered = ranged || uids !== undefined || hotkeys !== undefined || coldkeys !== undefined;
  return { neurons, filtered, unmatched };
}

function isListed<T>(list: readonly T[] | undefined, value: T): boolean {
  return list === undefined || list.includes(value);
}

function isCommittedWithin(
  { commitments }: SelectableSubnet,
  { hotkey }: Neuron,
  { committedSince = 0, committedUntil = Infinity }: Selection,
): boolean {
  const entry = commitments.get(hotkey);
  if (entry?.status !== "present") return false;
  const { block } = entry.commitment;
  return block >= committedSince && block <= committedUntil;
}

function listUnmatched(
  neurons: readonly Neuron[],
  { uids = [], hotkeys = [], coldkeys = [] }: Selection,
): string[] {
  const known = new Set<number | string>(
    neurons.flatMap(({ uid, hotkey, coldkey }) => [uid, `hotkey ${hotkey}`, `coldkey ${coldkey}`]),
  );
  return [
    ...uids.filter((uid) => !known.has(uid)).map((uid) => `uid ${uid}`),
    ...hotkeys.map((hotkey) => `hotkey ${hotkey}`).filter((name) => !known.has(name)),
    ...coldkeys.map((coldkey) => `coldkey ${coldkey}`).filter((name) => !known.has(name)),
  ];
}
