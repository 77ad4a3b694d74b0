/** One subject that people talk about, with the words that belong to it; frequent words first. */
export interface Topic {
  readonly name: string;
  readonly role: string;
  readonly things: readonly string[];
  readonly tasks: readonly string[];
  readonly tools: readonly string[];
}

const list = (words: string): readonly string[] => words.split(", ");

export const TOPICS: readonly Topic[] = [
  {
    name: "baking",
    role: "village baker",
    things: list(
      "the dough, the crust, a sourdough loaf, the starter, the oven, rye flour, the glaze, a cinnamon knot, the crumb, a tray of buns, the proving basket, salted butter",
    ),
    tasks: list(
      "knead it twice, let it rest overnight, score the top, lower the heat, weigh the flour, fold in the seeds, brush it with milk, test the middle",
    ),
    tools: list("a bench scraper, a heavy pan, a kitchen scale, a damp cloth, a wire rack"),
  },
  {
    name: "sailing",
    role: "harbour pilot",
    things: list(
      "the mainsail, the tide, the keel, a shallow bay, the anchor, the compass, the weather report, a loose halyard, the mooring, the logbook, the bilge, an old ketch",
    ),
    tasks: list(
      "reef early, check the chart, turn into the wind, drop the anchor, wait for slack water, coil the lines, radio the harbour, trim the jib",
    ),
    tools: list(
      "a paper chart, a hand-bearing compass, a spare shackle, a torch, a bucket of grease",
    ),
  },
  {
    name: "gardening",
    role: "head gardener",
    things: list(
      "the soil, the tomato bed, a pear tree, the compost, the seedlings, a climbing rose, the hedge, the greenhouse, wild garlic, the mulch, a row of beans, the old well",
    ),
    tasks: list(
      "water it at dawn, prune the dead wood, turn the heap, thin the rows, move it into shade, pinch out the tips, cover it before frost, feed it once a week",
    ),
    tools: list("a sharp spade, secateurs, a watering can, garden twine, a wheelbarrow"),
  },
  {
    name: "astronomy",
    role: "keeper of the observatory",
    things: list(
      "the telescope, a double star, the moon, the dome, Saturn, the eyepiece, a comet, the star chart, the tracking motor, a faint galaxy, the night sky, the mirror",
    ),
    tasks: list(
      "let your eyes adapt, align the finder, wait for a steady night, write down the time, switch to low power, clean the lens, look just beside it, start near the horizon",
    ),
    tools: list("a red torch, a planisphere, a barlow lens, a folding chair, warm gloves"),
  },
  {
    name: "chess",
    role: "patient chess teacher",
    things: list(
      "the opening, the bishop pair, a pawn storm, the endgame, the back rank, the queen, an isolated pawn, the clock, a knight outpost, the long diagonal, the exchange, castling",
    ),
    tasks: list(
      "count the attackers, trade the bad bishop, centralise the king, open the file, ask what changed, calculate the checks first, keep the tension, play it out on a real board",
    ),
    tools: list(
      "a notebook, a slow time control, an annotated game, a puzzle book, a wooden board",
    ),
  },
  {
    name: "programming",
    role: "calm senior engineer",
    things: list(
      "the parser, a failing test, the cache, the build, a race condition, the queue, the schema, an off-by-one error, the log file, the deployment, a memory leak, the retry loop",
    ),
    tasks: list(
      "write the smallest test, read the error twice, bisect the history, name it properly, delete the dead branch, measure before tuning, add an index, check the input first",
    ),
    tools: list("a debugger, a profiler, a fresh checkout, a whiteboard, a second pair of eyes"),
  },
  {
    name: "music",
    role: "old cello teacher",
    things: list(
      "the bow, the second movement, a scale in thirds, the metronome, the bridge, your left hand, the phrase, the open string, the cadence, an awkward shift, the vibrato, the finale",
    ),
    tasks: list(
      "play it slowly, sing it first, count out loud, loosen the thumb, record yourself, start from the last bar, breathe before the leap, repeat only two notes",
    ),
    tools: list("a soft pencil, a tuner, a mirror, fresh rosin, a recording of a friend"),
  },
  {
    name: "mystery",
    role: "retired detective",
    things: list(
      "the letter, the locked study, a muddy footprint, the butler, the stopped clock, the will, a torn ticket, the witness, the silver key, the second glass, the garden gate, an alibi",
    ),
    tasks: list(
      "question the cook again, follow the money, compare the handwriting, look under the carpet, doubt the obvious, draw the floor plan, check the train times, wait until they talk",
    ),
    tools: list("a magnifying glass, a railway timetable, a notebook, a lantern, good boots"),
  },
  {
    name: "legend",
    role: "wandering storyteller",
    things: list(
      "the dragon, the northern gate, a forgotten oath, the river spirit, the crown, the silver bridge, a riddle, the tower, the ferryman, an enchanted lute, the winter king, the map",
    ),
    tasks: list(
      "speak its true name, cross before moonrise, offer it bread, break the seal, ask the ferryman, keep the promise, hide the crown, listen to the stones",
    ),
    tools: list("a coil of rope, a bone whistle, a cloak of moss, a copper coin, a blunt sword"),
  },
  {
    name: "travel",
    role: "seasoned mountain guide",
    things: list(
      "the night train, the pass, a mountain hut, the border, the museum, a market square, the last bus, the ferry, the coastal path, the guesthouse, a rainy afternoon, the old quarter",
    ),
    tasks: list(
      "book the early seat, pack one layer less, learn three phrases, walk instead, carry some cash, ask a local, leave before the heat, keep a day free",
    ),
    tools: list("a rain jacket, a phrase book, a folded map, a refillable bottle, a small lock"),
  },
  {
    name: "money",
    role: "careful bookkeeper",
    things: list(
      "the budget, the rent, an emergency fund, the interest, a standing order, the receipts, the tax form, the pension, a small loan, the ledger, the invoice, the subscription",
    ),
    tasks: list(
      "write every expense down, pay the dearest debt first, compare three offers, cancel what you forgot, round it up, set a date, read the small print, keep two accounts",
    ),
    tools: list(
      "a plain spreadsheet, an envelope for each month, a calendar, a calculator, a shoebox",
    ),
  },
  {
    name: "health",
    role: "friendly physiotherapist",
    things: list(
      "your back, the morning stretch, a stiff shoulder, your sleep, the desk, a short walk, the left knee, your breathing, the evening run, the warm-up, the pillow, the staircase",
    ),
    tasks: list(
      "stand up every half hour, begin with five minutes, stop when it stings, drink a glass of water, ask a doctor, go to bed earlier, relax the jaw, write down how it feels",
    ),
    tools: list("a tennis ball, a yoga mat, a firm chair, a timer, a warm towel"),
  },
];

export const ADJECTIVES: readonly string[] = list(
  "good, small, old, quiet, simple, strange, warm, careful, bright, steady, long, sincere, sudden, gentle, stubborn, clever, narrow, hidden, golden, damp, crooked, patient, familiar, brave, hollow, early, faded, rough, silver, humble, curious, distant, tangled, weary, solemn, velvet, frosty, nimble, drowsy, peculiar",
);

export const NOUNS: readonly string[] = list(
  "time, way, hand, story, question, morning, reason, window, friend, answer, mistake, road, habit, corner, plan, winter, promise, kitchen, lesson, neighbour, secret, bridge, letter, garden, journey, shadow, market, lantern, harbour, orchard, pocket, whisper, thunder, blanket, feather, ribbon, cellar, meadow, compass, puzzle",
);

export const ADVERBS: readonly string[] = list(
  "slowly, really, carefully, often, gladly, quietly, nearly, honestly, rarely, suddenly, patiently, together, almost, gently, eagerly, calmly, twice, boldly, politely, thoroughly",
);

export const PEOPLE: readonly string[] = list(
  "Anna, my sister, the neighbour, Tom, my grandfather, Zoë, a colleague, Miriam, the captain, Łukasz, our teacher, Priya, an old friend, Björn, the mayor, Chiara, my aunt, Kenji, the innkeeper, Solveig, Dr. Okafor, the twins, José, a stranger",
);

export const PLACES: readonly string[] = list(
  "the village, Lisbon, the old harbour, Kraków, a mountain inn, the library, São Paulo, the attic, Edinburgh, the north coast, a small workshop, Kyoto, the station, Tromsø, the courtyard, Valparaíso, the monastery, Nairobi, the lighthouse, Québec",
);

export const TIMES: readonly string[] = list(
  "yesterday, this morning, last week, before breakfast, every Sunday, in the evening, two years ago, after the rain, around midnight, in early spring, on the third day, last winter, just now, at noon, on my birthday, during the holidays",
);

export const FEELINGS: readonly string[] = list(
  "nervous, happy, confused, tired, curious, proud, a little lost, relieved, impatient, hopeful, embarrassed, excited, homesick, calm, suspicious, grateful",
);
