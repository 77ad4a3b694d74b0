// Chat rows as miners publish them, made up from a seed: about 1.5 kB each, keys not in order, one character in 200
// outside ASCII.
const WORDS =
  "the of and to in is was for that with on as are at from this have not but they which one you had what there when your can said use each she how their will about many then them write would like these her long make thing see him two has look more day could go come did number sound people over know water than call first who may down side been now find any new work part take get place made where after back little only round man year came show every good me give our under name very through just form sentence great think say help low line differ turn cause much mean before move right boy old too same tell does set three want air well also play small end put home read hand port large spell add even land here must big high such follow act why ask men change went light kind off need house picture try us again animal point mother world near build self earth father naïve café über 東京 мир".split(
    " ",
  );

/** `count` lines of one kind, as bytes. */
export function makeRows(kind, count) {
  let state = 12345;
  const below = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
  const text = (words) => Array.from({ length: words }, () => WORDS[below(WORDS.length)]).join(" ");
  const row = {
    chat: () => ({
      system: null,
      conversations: Array.from({ length: 4 }, (_, i) => ({
        role: i % 2 ? "assistant" : "user",
        content: `${text(65)}.\n"${text(3)}"`,
      })),
    }),
    cjk: () => ({
      system: null,
      conversations: [
        { role: "user", content: "数据集的每一行都要读一遍。".repeat(40) + below(1e6) },
      ],
    }),
    numbers: () => ({ id: below(1e6), values: Array.from({ length: 40 }, () => below(1e6) / 7) }),
  }[kind];
  return Buffer.from(`${Array.from({ length: count }, () => JSON.stringify(row())).join("\n")}\n`);
}

/** How many rows of each kind make about 50 MB. */
export const KINDS = { chat: 32_000, cjk: 30_000, numbers: 65_000 };
