import { findCandidates, mayContain, requiredShare } from "./candidates";
import { joinRoots, rootOf } from "./components";
import { Entry, entryAt } from "./entry";
import { foldShingles } from "../text/fold";
import { workBytes } from "../text/work";
import { truncate } from "./hash-mask";
import { align16 } from "./memory";
import { fillKeySet, sharesKeys } from "./key-set";
import { Matcher, Pair, PAIR_BYTES, Query } from "./matcher";
import { distinctKey, orderKeys, prefixLeft, Rarity } from "./rarity";
import { countShared, indexShingles, keyOf, readShingles, Shingles } from "./shingles";
import { Node, nodeAt, Store } from "./store";

/**
 * Looks for the partners of the nodes of the block from `matcher.next` up to `to` among the nodes after them.
 * Returns early, with `matcher.next` and `matcher.after` telling where to go on, when the budget is used up or the pairs
 * of one more node might not fit.
 */
export function matchNodes(at: usize, to: u32, room: usize): void {
  const matcher = changetype<Matcher>(at);
  const block = changetype<Store>(matcher.block);
  const query = changetype<Query>(room);
  while (matcher.next < to && matcher.budget > 0 && hasRoom(matcher, block)) {
    const node = nodeAt(block, matcher.next);
    query.row = node.row;
    query.ordinal = node.ordinal;
    query.text = node.text;
    query.length = node.length;
    query.size = node.size;
    query.keys = node.keys;
    query.keyCount = node.keyCount;
    query.prefix = node.prefix;
    query.from = max(matcher.next + 1, matcher.after);
    query.ready = 0;
    query.keyed = 0;
    if (!matchQuery(matcher, query)) return;
    matcher.next++;
    matcher.after = 0;
  }
}

/** Joins the clusters of the nodes of pairs that another thread found. */
export function joinPairs(parents: usize, pairs: usize, count: u32): void {
  const end = pairs + <usize>count * PAIR_BYTES;
  for (; pairs < end; pairs += PAIR_BYTES) {
    const pair = changetype<Pair>(pairs);
    joinRoots(parents, pair.ordinal, pair.foundOrdinal);
  }
}

/**
 * Looks for the partners of texts that are not in the block, entries `matcher.next` up to `to`, among all its nodes.
 * `counts` is the Rarity that the block's keys are ordered by; `ordinals` u32 for each entry.
 */
export function matchEntries(at: usize, entries: usize, to: u32, ordinals: usize, counts: usize, room: usize): void {
  const matcher = changetype<Matcher>(at);
  const query = changetype<Query>(room);
  while (matcher.next < to && matcher.budget > 0 && hasRoom(matcher, changetype<Store>(matcher.block))) {
    const entry = entryAt(entries, matcher.next);
    query.row = entry.row;
    query.ordinal = load<u32>(ordinals + ((<usize>matcher.next) << 2));
    readQuery(matcher, query, entry, changetype<Rarity>(counts));
    query.from = matcher.after;
    if (query.prefix != 0 && !matchQuery(matcher, query)) return;
    matcher.next++;
    matcher.after = 0;
  }
}

function hasRoom(matcher: Matcher, block: Store): bool {
  return matcher.pairCount + block.count <= matcher.pairLimit;
}

function readQuery(matcher: Matcher, query: Query, entry: Entry, rarity: Rarity): void {
  query.text = entry.text;
  query.length = entry.length;
  query.ready = 0;
  query.keyed = 0;
  matcher.budget -= entry.length;
  if (matcher.contains) {
    readAllKeys(matcher, query);
    return;
  }
  indexQuery(matcher, query);
  query.keyCount = orderKeys(query.keys, query.size, rarity, matcher.scratch);
  query.prefix = prefixLeft(query.size, query.keyCount, matcher.numerator, matcher.denominator);
}

/** Most rows contain none: which of their shingles are different is found out for the others only. */
function readAllKeys(matcher: Matcher, query: Query): void {
  const hashes = matcher.left + align16(workBytes(query.length)) + 64;
  const count = foldShingles(query.text, query.length, matcher.left, hashes, 0);
  query.size = count;
  query.keys = hashes;
  for (let k: u32 = 0; k < <u32>count; k++) {
    const hash = truncate(load<u64>(hashes + ((<usize>k) << 3)));
    store<u32>(hashes + ((<usize>k) << 2), keyOf(hash));
  }
  query.keyCount = count;
  query.prefix = count;
}

/** Finds the query's different shingles, and puts their keys where the left region ends. */
function indexQuery(matcher: Matcher, query: Query): void {
  const shingles = readShingles(query.text, query.length, matcher.left);
  indexShingles(shingles);
  query.size = shingles.size;
  query.keys = shingles.end;
  for (let k: u32 = 0; k < shingles.size; k++) {
    store<u32>(query.keys + ((<usize>k) << 2), distinctKey(shingles, k));
  }
  query.keyCount = shingles.size;
  query.ready = 1;
}

/** Whether all candidates of the query were dealt with; if not, `matcher.after` is the one to go on with. */
function matchQuery(matcher: Matcher, query: Query): bool {
  const before = matcher.budget;
  findCandidates(matcher, query);
  // Going on later means finding the candidates again: at least as much work is done on them as that took.
  matcher.budget = max(matcher.budget, before - matcher.budget);
  const block = changetype<Store>(matcher.block);
  if (matcher.contains && matcher.candidateCount > 0) indexQuery(matcher, query);
  for (let i: u32 = 0; i < matcher.candidateCount; i++) {
    const candidate = load<u32>(matcher.candidates + ((<usize>i) << 2));
    if (i > 0 && matcher.budget < 0) {
      matcher.after = candidate;
      return false;
    }
    const node = nodeAt(block, candidate);
    if (matcher.contains && !mayContain(query, node)) continue;
    if (!matcher.listing && isLinked(matcher, query, node)) continue;
    if (mayShareEnough(matcher, query, node)) verify(matcher, query, node);
  }
  return true;
}

function isLinked(matcher: Matcher, query: Query, node: Node): bool {
  return rootOf(matcher.parents, query.ordinal) == rootOf(matcher.parents, node.ordinal);
}

function mayShareEnough(matcher: Matcher, query: Query, node: Node): bool {
  if (!query.keyed) {
    matcher.keyMask = fillKeySet(matcher.keySet, query.keys, query.keyCount);
    query.keyed = 1;
  }
  matcher.looked++;
  matcher.budget -= 16;
  const required = requiredShare(matcher, query, node);
  return sharesKeys(matcher.keySet, matcher.keyMask, node.keys, node.keyCount, required);
}

/** Counts the shared shingles on the shingles themselves, and keeps the pair if they are enough. */
function verify(matcher: Matcher, query: Query, node: Node): void {
  const left = changetype<Shingles>(matcher.left);
  if (!query.ready) {
    indexShingles(readShingles(query.text, query.length, matcher.left));
    query.ready = 1;
  }
  matcher.verified++;
  matcher.budget -= node.length << 1;
  const shared = countShared(left, readShingles(node.text, node.length, matcher.right));
  if (shared < requiredShare(matcher, query, node)) return;
  if (matcher.joins) joinRoots(matcher.parents, query.ordinal, node.ordinal);
  const pair = changetype<Pair>(matcher.pairs + <usize>(matcher.pairCount++) * PAIR_BYTES);
  pair.found = node.row;
  pair.foundOrdinal = node.ordinal;
  pair.foundSize = node.size;
  pair.row = query.row;
  pair.ordinal = query.ordinal;
  pair.size = query.size;
  pair.shared = shared;
}
