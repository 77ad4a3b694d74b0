// What packages/chain sees, in the words of the SDK.

/** `Raw` fields hold their length in their name; the rest as the pallet's `Data` calls them. */
const HASHES = {
  "blake2-256": "BlakeTwo256",
  sha256: "Sha256",
  keccak256: "Keccak256",
  "sha3-256": "ShaThree256",
};

/** A subnet as the runtime's view of its pool has it. */
export function viewSubnet(subnet) {
  const { netuid, symbol, ownerHotkey, ownerColdkey, registeredAt } = subnet;
  return {
    netuid,
    name: nameOf(subnet),
    symbol,
    identity: identityOf(subnet),
    ownerHotkey,
    ownerColdkey,
    registeredAt,
  };
}

/** A subnet and its neurons as the runtime's metagraph has them. */
export function viewMetagraph(subnet) {
  const { block, neurons, symbol, ownerHotkey, ownerColdkey, registeredAt } = subnet;
  return {
    block: block.number,
    neuronCount: neurons.length,
    name: nameOf(subnet),
    symbol,
    identity: identityOf(subnet),
    ownerHotkey,
    ownerColdkey,
    subnetRegisteredAt: registeredAt,
    hotkeys: neurons.map(({ hotkey }) => hotkey),
    coldkeys: neurons.map(({ coldkey }) => coldkey),
    registeredAt: neurons.map((neuron) => neuron.registeredAt),
    stakes: neurons.map(({ stake }) => String(stake)),
  };
}

export function viewNeurons({ neurons }) {
  return neurons.map(({ uid, hotkey, coldkey, stake }) => ({
    uid,
    hotkey,
    coldkey,
    stake: String(stake),
  }));
}

/** Of each registered hotkey that has one, made by `view`. */
export function viewCommitments({ neurons, commitments }, view) {
  const found = neurons.flatMap(({ hotkey, uid }) => {
    const entry = commitments.get(hotkey);
    return entry.status === "present" ? [[hotkey, view(entry.commitment, uid)]] : [];
  });
  return Object.fromEntries(found);
}

export function viewField(field) {
  switch (field.type) {
    case "raw":
      return [`Raw${field.bytes.length}`, toHex(field.bytes)];
    case "big-raw":
      return ["BigRaw", toHex(field.bytes)];
    case "hash":
      return [HASHES[field.algorithm], toHex(field.bytes)];
    case "timelocked":
      return ["TimelockEncrypted", toHex(field.bytes), String(field.revealRound)];
    case "reset-bonds":
      return ["ResetBondsFlag"];
    default:
      return ["None"];
  }
}

export function viewRevealed({ revealed }) {
  return revealed.map(({ bytes, block }) => [block, toText(bytes)]);
}

export function toHex(bytes) {
  return Buffer.from(bytes).toString("hex");
}

/** Python's `decode("utf-8", errors="ignore")`. */
export function toText(bytes) {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).replaceAll("\uFFFD", "");
}

/** Without a name in an identity the runtime has a table of names, of which devnet has the first entry alone. */
function nameOf({ netuid, name }) {
  return name ?? (netuid === 0 ? "root" : "unknown");
}

function identityOf({ name, githubRepo }) {
  return name === undefined && githubRepo === undefined ? null : [name ?? "", githubRepo ?? ""];
}
