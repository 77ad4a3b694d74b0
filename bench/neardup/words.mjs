// A vocabulary that looks like English to whoever counts words: Zipf's law, short words first, one in a hundred with an
// accent, numbers, punctuation, and stock phrases.
const COMMON =
  "the of and to a in is it you that he was for on are with as his they be at one have this from or had by hot but some what there we can out other were all your when up use word how said an each she which do their time if will way about many then them would write like so these her long make thing see him two has look more day could go come did my sound no most number who over know water than call first people may down side been now find any new work part take get place made live where after back little only round man year came show every good me give our under name very through just form much great think say help low line before turn cause same mean differ move right boy old too does tell sentence set three want air well also play small end put home read hand port large spell add even land here must big high such follow act why ask men change went light kind off need house picture try us again animal point mother world near build self earth father".split(
    " ",
  );
const ONSETS =
  "b bl br c c ch cr d d f f fl g gr h j k l l m m n n p p pl pr r r s s sh st t t th tr v w".split(
    " ",
  );
const VOWELS = "a a a e e e e i i i o o o u ai ea io ou".split(" ");
const CODAS = ["", "", "", "n", "r", "s", "t", "l", "nd", "ct", "m", "st"];
const VOCABULARY = 40_000;
const DRAWS = 1 << 20;
const PHRASES = 300;
/** What follows a word, of 64. */
const TAILS = [
  ...Array.from({ length: 53 }, () => " "),
  ...Array.from({ length: 5 }, () => ", "),
  ...Array.from({ length: 3 }, () => ". "),
  '." ',
  ": ",
  ".\n",
];

/** Integers by xorshift (Marsaglia 2003): the same on every machine. */
export function createRandom(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < 16; i += 1) next();
  const below = (limit) => Math.floor((next() / 0x1_0000_0000) * limit);
  return { below, chance: (probability) => next() < probability * 0x1_0000_0000 };
}

/** `token` draws a word with what follows it, `phrase` a list of them. */
export function createWords() {
  const random = createRandom(7);
  const vocabulary = makeVocabulary(random);
  const ranks = makeZipf(VOCABULARY);
  const token = ({ below }) => {
    const word = below(100) === 0 ? String(below(3_000)) : vocabulary[ranks[below(DRAWS)]];
    return word + TAILS[below(TAILS.length)];
  };
  const phrases = Array.from({ length: PHRASES }, () =>
    Array.from({ length: 6 + random.below(6) }, () => token(random)),
  );
  return {
    token,
    // The lower of two draws: some phrases are far more frequent than others.
    phrase: ({ below }) => phrases[Math.floor((below(PHRASES) * (1 + below(PHRASES))) / PHRASES)],
  };
}

function makeVocabulary({ below }) {
  const words = new Set(COMMON);
  const pick = (list) => list[below(list.length)];
  while (words.size < VOCABULARY) {
    let word = "";
    // Rare words are longer.
    for (let left = words.size < 1_500 ? below(2) : 1 + below(3); left >= 0; left -= 1) {
      word += pick(ONSETS) + pick(VOWELS) + (left === 0 ? pick(CODAS) : "");
    }
    words.add(
      below(100) === 0
        ? word.replace(/[aeo]/, (letter) => ({ a: "à", e: "é", o: "ö" })[letter])
        : word,
    );
  }
  return [...words];
}

/** A table of ranks in which rank r stands 1/r times as often as the first. */
function makeZipf(count) {
  const table = new Uint16Array(DRAWS);
  let total = 0;
  for (let rank = 1; rank <= count; rank += 1) total += 1 / rank;
  let sum = 0;
  let at = 0;
  for (let rank = 1; rank <= count; rank += 1) {
    sum += 1 / rank;
    const end = Math.round((sum / total) * DRAWS);
    table.fill(rank - 1, at, end);
    at = end;
  }
  return table;
}
