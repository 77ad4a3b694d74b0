import type { CommitmentField } from "@flock-tools/core";

/** Everything that a chain server and a Hub server of one scenario need, as plain data, and what was planted in it. */
export interface World {
  readonly name: string;
  readonly chain: ChainWorld;
  readonly hub: HubWorld;
  readonly truth: WorldTruth;
}

export interface ChainWorld {
  readonly genesisHash: `0x${string}`;
  readonly chainName: string;
  readonly specVersion: number;
  /** Height of the finalized head when the server starts. */
  readonly headNumber: number;
  /** Milliseconds since the Unix epoch; block n is `12,000 * (headNumber - n)` older. */
  readonly headTimestamp: number;
  readonly subnets: readonly WorldSubnet[];
}

export interface WorldSubnet {
  readonly netuid: number;
  readonly name: string;
  readonly symbol: string;
  /** An on-chain identity (`SubnetIdentitiesV3`); without one, `name` stays off the chain. */
  readonly identity?: { readonly githubRepo: string } | undefined;
  readonly registeredAt: number;
  readonly ownerHotkey: Uint8Array;
  readonly ownerColdkey: Uint8Array;
  /** The index is the uid. */
  readonly neurons: readonly WorldNeuron[];
  /** Those of hotkeys that are no longer registered too. */
  readonly commitments: readonly WorldCommitment[];
}

export interface WorldNeuron {
  /** 32 bytes. */
  readonly hotkey: Uint8Array;
  /** 32 bytes. */
  readonly coldkey: Uint8Array;
  readonly registeredAt: number;
  /** In RAO. */
  readonly stake: bigint;
  readonly active: boolean;
  readonly validatorPermit: boolean;
}

export interface WorldCommitment {
  readonly hotkey: Uint8Array;
  readonly block: number;
  readonly deposit: bigint;
  readonly fields: readonly WorldField[];
  readonly revealed?: readonly { readonly bytes: Uint8Array; readonly block: number }[];
  /** Served in place of the SCALE form of the above: for ill-formed values. */
  readonly encoded?: Uint8Array;
}

/** As the chain's clients name it. */
export type WorldField = CommitmentField;

export interface HubWorld {
  readonly repos: readonly WorldRepo[];
  readonly users: readonly { readonly token: string; readonly name: string }[];
}

export interface WorldRepo {
  /** `namespace/name`. */
  readonly id: string;
  /** Answers GatedRepo to whoever asks for its files but users of the Hub world; what they are called is public. */
  readonly gated?: boolean;
  /** Answers every request with a redirect to the repository of this id. */
  readonly renamedTo?: string;
  /** Branch or tag to commit hash. */
  readonly refs: Readonly<Record<string, string>>;
  /** Commit hash to the files of that commit. */
  readonly commits: Readonly<Record<string, readonly WorldFile[]>>;
}

export interface WorldFile {
  readonly path: string;
  readonly lfs?: boolean;
  /** Made when asked for; the same bytes at every call. */
  readonly content: () => Uint8Array;
  /** The bytes of `content` in chunks, for a file too big to hold; given together with `size` and `sha256`. */
  readonly stream?: () => Iterable<Uint8Array>;
  /** In bytes; known ahead for files with a `stream`. */
  readonly size?: number;
  /** 64 hex digits; known ahead for files with a `stream`. */
  readonly sha256?: string;
  /** A submodule: listed with the commit of another repository, and without bytes; `content` is never asked for. */
  readonly submodule?: boolean;
  /** How many bytes it has is told neither before them nor with them. */
  readonly undeclared?: boolean;
  /** Always sent compressed, whatever was asked for, as careless caches do. */
  readonly gzip?: boolean;
}

/** What one copied from another: how, and from whom. */
export interface PlantedCopy {
  readonly kind: "copy" | "near-copy" | "partial" | "reordered" | "same-coldkey";
  readonly sourceUid: number;
  /** Share of the words that were edited, in near copies. */
  readonly editRate?: number;
  /** Rows that stand byte for byte in the source too. */
  readonly sharedRows: number;
  /** The other source of a miner that copied from two. */
  readonly alsoFrom?: { readonly sourceUid: number; readonly sharedRows: number };
}

export interface TruthMiner {
  readonly uid: number;
  /** SS58, prefix 42. */
  readonly hotkey: string;
  /** SS58, prefix 42. */
  readonly coldkey: string;
  /** `downloaded`, or the reason why there is nothing to download. */
  readonly expected: "downloaded" | MissReason;
  readonly commitmentText?: string;
  readonly repoId?: string;
  readonly commit?: string;
  readonly rows?: number;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly planted?: PlantedCopy;
  /** In which way the commitment is malformed. */
  readonly malformed?: string;
  /** What is meant to do harm. */
  readonly hostile?: string;
}

/** Why a miner has no data set, in the words of the commitment grammar and the Hub. */
export type MissReason =
  | "no-commitment"
  | "invalid-commitment"
  | "undecodable-commitment"
  | "repo-not-found"
  | "gated"
  | "revision-not-found"
  | "file-not-found"
  | "too-large";

export interface WorldTruth {
  readonly flockNetuid: number | undefined;
  /** The miners of the FLock-like subnet, by uid. */
  readonly miners: readonly TruthMiner[];
  /** Commitments of that subnet whose hotkey is not registered. */
  readonly staleCommitments: number;
  /** The data.jsonl of the competition's evaluation pool, if the world has one. */
  readonly evaluationPool?: {
    readonly repoId: string;
    readonly commit: string;
    readonly rows: number;
    readonly bytes: number;
    readonly sha256: string;
  };
}
