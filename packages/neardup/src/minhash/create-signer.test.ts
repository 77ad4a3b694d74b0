import { expect, it } from "vitest";
import { BAND_SIZE, createSigner } from "./create-signer.ts";
import { loadMinhash } from "./minhash-package.ts";

const words = Array.from({ length: 400 }, (_, index) => `word ${index}`);

it("signs a set the same, whatever the order and the signer", () => {
  const [sign, other] = [createSigner(), createSigner()];
  const signature = sign(words);
  expect(signature.hashvalues.length).toBe(128);
  expect(sign(words.toReversed()).hashvalues).toEqual(signature.hashvalues);
  expect(other(words).hashvalues).toEqual(signature.hashvalues);
  expect(sign(words.slice(1)).hashvalues).not.toBe(signature.hashvalues);
});

it("never passes 2^53, where the package does", () => {
  const { Minhash } = loadMinhash();
  const plain = new Minhash({ numPerm: 128, seed: 1 });
  const hash = plain.hash("word 1");
  expect(plain.permA.some((factor) => factor * hash > Number.MAX_SAFE_INTEGER)).toBe(true);
  const mended = createSigner()([]);
  const largest = Math.max(...words.map((word) => mended.hash(word)));
  expect(largest).toBeGreaterThan(2 ** 25);
  expect(largest).toBeLessThan(2 ** 26);
  const product = Math.max(...mended.permA) * largest;
  expect(product + 2 ** 32).toBeLessThan(Number.MAX_SAFE_INTEGER);
});

it("estimates a similarity of one half within six standard deviations", () => {
  const sign = createSigner();
  const [a, b] = [sign(words.slice(0, 300)), sign(words.slice(100))];
  const agreeing = a.hashvalues.filter((value, index) => value === b.hashvalues[index]).length;
  expect(Math.abs(agreeing - 64)).toBeLessThan(6 * Math.sqrt(128 / 4));
});

it("tells bands apart in the index's keys", () => {
  const signature = createSigner()(words);
  expect(signature.hashbands?.length).toBe(128 / BAND_SIZE);
  expect(signature.hashbands?.[3]).toBe(`3:${signature.hashvalues.slice(24, 32).join(".")}`);
});
