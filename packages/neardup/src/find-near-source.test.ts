import { describe, expect, it } from "vitest";
import { collectFound } from "../testing/found.ts";
import { toBatch, toSource } from "../testing/to-source.ts";
import { findNear, type NearProgress, type TextBatch } from "./index.ts";

const sentence = "one two three four five six seven eight nine ten eleven twelve";
const texts = [sentence, `${sentence} thirteen`, "", "something else", `${sentence} fourteen`];

describe.each(["exact", "reference", "minhash"] as const)("the source of %s", (engine) => {
  it("does not need a batch once the next one is asked for", async () => {
    const shared = new Uint8Array(1000);
    const source = function* (): Generator<TextBatch> {
      for (const text of texts) {
        const { written } = new TextEncoder().encodeInto(text, shared.fill(0x78));
        yield { bytes: shared, offsets: Uint32Array.of(0, written) };
      }
    };
    await expect(collectFound(source, { engine })).resolves.toEqual(
      await collectFound(toSource(texts), { engine }),
    );
  });

  it("refuses offsets that do not fit", async () => {
    for (const offsets of [[0, 2, 1], [0, 99], []]) {
      const batch = { bytes: new Uint8Array(3), offsets: Uint32Array.from(offsets) };
      await expect(findNear(() => [batch], { engine })).rejects.toThrow(RangeError);
    }
  });

  it("passes on what the source throws", async () => {
    const error = new Error("disk");
    const early = (): never => {
      throw error;
    };
    const late = async function* (): AsyncGenerator<TextBatch> {
      yield toBatch(texts);
      throw await Promise.resolve(error);
    };
    await expect(findNear(early, { engine })).rejects.toBe(error);
    await expect(findNear(late, { engine })).rejects.toBe(error);
  });

  it("passes on what a callback throws", async () => {
    const error = new Error("full");
    const onPairs = (): never => {
      throw error;
    };
    await expect(findNear(toSource(texts), { engine, onPairs })).rejects.toBe(error);
  });

  it("gives one reading's result, or says that the source changed", async () => {
    const rows = Array.from({ length: 200 }, (_, row) => `${sentence} ${row % 20} ${row}`);
    const truth = await collectFound(toSource(rows), { engine });
    let readings = 0;
    const source = (): TextBatch[] => {
      readings += 1;
      return [toBatch(readings === 1 ? rows : rows.map((row) => row.replace("six", "sex")))];
    };
    const found = await collectFound(source, { engine }).catch((error: unknown) => error);
    const changed = { name: "NeardupError", code: "NEARDUP_SOURCE_CHANGED" };
    expect(found).toMatchObject(readings === 1 ? truth : changed);
  });

  it("tells nothing wrong of how far it has come", async () => {
    const steps: NearProgress[] = [];
    const rows = Array.from({ length: 2000 }, (_, row) => `${sentence} ${row}`);
    await findNear(toSource(rows, 100), { engine, onProgress: (step) => steps.push(step) });
    const first = steps.filter(({ phase, pass }) => phase === "read" && pass === 1);
    const read = first.map((step) => step.rows);
    expect(read).toEqual(read.toSorted((a, b) => a - b));
    expect(Math.max(0, ...steps.map((step) => step.rows))).toBeLessThanOrEqual(rows.length);
    expect(steps.every(({ totalRows = rows.length }) => totalRows === rows.length)).toBe(true);
    expect(steps.every(({ pass }) => pass >= 1)).toBe(true);
  });

  describe("stops at an abort", () => {
    const reason = new Error("stop");

    it("before it starts", async () => {
      const signal = AbortSignal.abort(reason);
      const search = findNear(() => expect.unreachable(), { engine, signal });
      await expect(search).rejects.toBe(reason);
    });

    it("while the source keeps it waiting", async () => {
      const controller = new AbortController();
      const source = async function* (): AsyncGenerator<TextBatch> {
        yield toBatch(texts);
        setImmediate(() => controller.abort(reason));
        await new Promise(() => {});
      };
      const { signal } = controller;
      await expect(findNear(source, { engine, signal })).rejects.toBe(reason);
    });

    it("while it reads", async () => {
      const controller = new AbortController();
      let batches = 0;
      const source = function* (): Generator<TextBatch> {
        for (; batches < 100; batches += 1) {
          if (batches === 2) controller.abort(reason);
          yield toBatch(texts);
        }
      };
      const { signal } = controller;
      await expect(findNear(source, { engine, signal })).rejects.toBe(reason);
      expect(batches).toBeLessThan(5);
    });

    it("while it compares", async () => {
      const controller = new AbortController();
      const rows = Array.from({ length: 3000 }, (_, row) => `${sentence} ${row}`);
      const onPairs = (): void => controller.abort(reason);
      const { signal } = controller;
      await expect(findNear(toSource(rows), { engine, signal, onPairs })).rejects.toBe(reason);
    });
  });
});
