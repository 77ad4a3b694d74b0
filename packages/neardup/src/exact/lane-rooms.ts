import { release } from "./heap.ts";
import type { Lane } from "./lane.ts";
import { roomFor, type Search } from "./search.ts";

// A helper's jobs begun before may still be using its rooms: when one has to grow, the old one is kept.

/** The address of a room of a lane's own. */
export function laneRoom(search: Search, { id }: Lane, { name, length }: RoomPlan): number {
  const key = `${name}:${id}`;
  const old = search.rooms.get(key);
  if (id === 0 || old === undefined || old.length >= length) return roomFor(search, key, length);
  search.retired.push(old.at);
  search.rooms.delete(key);
  return roomFor(search, key, Math.max(length, 2 * old.length));
}

export interface RoomPlan {
  readonly name: string;
  readonly length: number;
}

/** Gives back the rooms of these names of all lanes, which have no job. */
export function closeLaneRooms(search: Search, ...names: readonly string[]): void {
  const { heap, rooms, retired, lanes } = search;
  for (const at of retired.splice(0)) release(heap, at);
  for (const { id } of lanes) {
    for (const name of names) {
      const room = rooms.get(`${name}:${id}`);
      if (room === undefined) continue;
      release(heap, room.at);
      rooms.delete(`${name}:${id}`);
    }
  }
}

// foldShingles overwrites some bytes before and behind the hashes.
const HASH_MARGIN = 64;

/** Rooms to fold a text of up to `longest` bytes in, and for the hashes of its shingles. */
export function hashRooms(
  search: Search,
  lane: Lane,
  longest: number,
): { work: number; hashes: number } {
  const bytes = search.kernel.workBytes(longest);
  // A token, which is the first of at most one shingle, takes at least 6 bytes of a work area.
  const length = Math.ceil((bytes * 8) / 6) + 2 * HASH_MARGIN;
  const hashes = laneRoom(search, lane, { name: "hashes", length }) + HASH_MARGIN;
  return { work: laneRoom(search, lane, { name: "work", length: bytes }), hashes };
}

/** Rooms for the shingles of two texts: indexed ones to the left, read ones to the right. */
export function regionsFor(search: Search, lane: Lane): { left: number; right: number } {
  const { kernel, rows } = search;
  const { longest, mostShingles } = rows;
  // After the left one's shingles there is room for its keys.
  const leftBytes = kernel.regionBytes(longest, mostShingles) + 4 * mostShingles;
  const rightBytes = kernel.readBytes(longest, mostShingles);
  return {
    left: laneRoom(search, lane, { name: "left", length: leftBytes }),
    right: laneRoom(search, lane, { name: "right", length: rightBytes }),
  };
}
