import { expect, it } from "vitest";
import { addToListing, createListing, flushListing } from "./listing.ts";

it("hands over every item once, some at a time, and ends at the limit", () => {
  const batches: number[][] = [];
  const listing = createListing<number>({
    limit: 10_000,
    emit: (items) => {
      batches.push([...items]);
    },
  });
  for (let item = 0; item < 10_000; item += 1) addToListing(listing, item);
  expect(listing).toMatchObject({ count: 10_000, truncated: false });
  addToListing(listing, 10_000);
  expect(listing).toMatchObject({ count: 10_000, truncated: true });
  flushListing(listing);
  flushListing(listing);
  expect(batches.length).toBe(3);
  expect(batches.flat()).toEqual(Array.from({ length: 10_000 }, (_, item) => item));
});

it("hands over nothing where nothing may be listed", () => {
  const listing = createListing<number>({
    limit: 0,
    emit: () => expect.unreachable(),
  });
  addToListing(listing, 1);
  flushListing(listing);
  expect(listing).toMatchObject({ count: 0, truncated: true });
});
