// Clusters of nodes by ordinal, to leave out what can add nothing to them: u32[] of parents, a root being its own.

/** The root of a node, without a change to the forest: another thread may be reading it. */
@inline
export function rootOf(parents: usize, node: u32): u32 {
  let parent = load<u32>(parents + ((<usize>node) << 2));
  while (parent != node) {
    node = parent;
    parent = load<u32>(parents + ((<usize>node) << 2));
  }
  return node;
}

/** Puts two nodes, and what hangs on them, in one cluster, whose root is the lower of the roots. */
export function joinRoots(parents: usize, a: u32, b: u32): void {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  if (rootA == rootB) return;
  const root = min(rootA, rootB);
  store<u32>(parents + ((<usize>max(rootA, rootB)) << 2), root);
  shorten(parents, a, root);
  shorten(parents, b, root);
}

function shorten(parents: usize, node: u32, root: u32): void {
  while (node != root) {
    const at = parents + ((<usize>node) << 2);
    node = load<u32>(at);
    store<u32>(at, root);
  }
}
