import type { WorldSubnet } from "../world.ts";
import { HEAD_NUMBER } from "./base-world.ts";
import { FLOCK_NETUID } from "./flock-subnet.ts";
import { ERASE, HOSTILE_TEXTS } from "./hostile-texts.ts";
import { createOtherSubnet } from "./other-subnet.ts";
import type { Random } from "./random.ts";

/** The root subnet, and one for each hostile text, which is its name, in its symbol and in the address of its code. */
export function createHostileSubnets(random: Random): WorldSubnet[] {
  const options = { headNumber: HEAD_NUMBER, neurons: 2 } as const;
  const root = createOtherSubnet({
    ...options,
    random: random.fork("root"),
    netuid: 0,
    name: "root",
    style: "none",
  });
  const texts = [
    ...Object.values(HOSTILE_TEXTS),
    `FLock OFF${ERASE}`,
    "x".repeat(10_000),
    "=1+1",
    "__proto__",
    "",
  ];
  return [
    root,
    ...texts.map((text, index): WorldSubnet => {
      const netuid = FLOCK_NETUID + 1 + index;
      const other = createOtherSubnet({
        ...options,
        random: random.fork(`subnet ${netuid}`),
        netuid,
        name: text,
        style: "lone-look-alike",
        githubRepo: `https://github.com/${text}`,
      });
      return { ...other, symbol: text };
    }),
  ];
}
