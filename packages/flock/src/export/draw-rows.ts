import { hash } from "node:crypto";
import type { Uid } from "@flock-tools/core";
import type { RowSelection } from "./row-selection.ts";

/** A row to draw from: each uid and row once. */
export interface DrawableRow {
  readonly uid: Uid;
  readonly row: number;
  /** SHA-256 of its bytes. */
  readonly raw: string;
}

/** Draws a number of rows from any number of others; what it holds grows with the number to draw alone. */
export interface RowDraw {
  add(row: DrawableRow): void;
  /** The rows that were drawn, by uid. */
  finish(): ReadonlyMap<Uid, ReadonlySet<number>>;
}

interface Ticket {
  readonly key: number;
  readonly uid: Uid;
  readonly row: number;
}

// Held beyond what is to be drawn before the worst are thrown away: sorting then costs little for each row.
const SPARE = 4_096;

/**
 * Every row gets a number by its uid, its place, its hash and the seed; the lowest numbers are drawn. So a draw depends on
 * nothing but the rows: not on their order, and hardly on what other rows there are, and a larger draw has all rows of a
 * smaller one.
 */
export function createRowDraw({
  sample = Infinity,
  seed = 0,
}: Pick<RowSelection, "sample" | "seed">): RowDraw {
  let tickets: Ticket[] = [];
  // Only what may still be drawn is worth holding.
  let highest = Infinity;
  const cut = (): void => {
    tickets = tickets.toSorted(compareTickets).slice(0, sample);
    if (tickets.length === sample) highest = tickets.at(-1)?.key ?? -1;
  };
  return {
    add({ uid, row, raw }) {
      const key = getKey(`${seed} ${uid} ${row} ${raw}`);
      if (key > highest) return;
      tickets.push({ key, uid, row });
      if (tickets.length >= 2 * sample + SPARE) cut();
    },
    finish() {
      cut();
      const drawn = new Map<Uid, Set<number>>();
      for (const { uid, row } of tickets) {
        const rows = drawn.get(uid) ?? new Set();
        drawn.set(uid, rows);
        rows.add(row);
      }
      return drawn;
    },
  };
}

function compareTickets(a: Ticket, b: Ticket): number {
  return a.key - b.key || a.uid - b.uid || a.row - b.row;
}

// As many bits as a number holds exactly.
function getKey(name: string): number {
  return Number.parseInt(hash("sha256", name).slice(0, 13), 16);
}
