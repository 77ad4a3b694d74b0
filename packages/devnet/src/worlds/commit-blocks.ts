import { listSources, type Role } from "./cast.ts";
import type { Random } from "./random.ts";

/** Nobody commits in the last hour or so before the head. */
const QUIET_BLOCKS = 600;

/**
 * The block of each role's commitment, by uid; a copy always commits after all of its sources, some hours at most.
 * Roles without a commitment have one too, of no meaning.
 */
export function chooseCommitBlocks(
  cast: readonly Role[],
  { random, headNumber }: { random: Random; headNumber: number },
): readonly number[] {
  const blocks: (number | undefined)[] = cast.map(() => undefined);
  const choose = (uid: number): number => {
    const known = blocks[uid];
    if (known !== undefined) return known;
    const role = cast[uid];
    const sources = role === undefined ? [] : listSources(role).map(choose);
    const block =
      sources.length === 0
        ? headNumber - random.between(9_000, 36_000)
        : Math.max(...sources) + random.between(50, 2_000);
    blocks[uid] = Math.min(block, headNumber - QUIET_BLOCKS);
    return blocks[uid];
  };
  return cast.map((_, uid) => choose(uid));
}
