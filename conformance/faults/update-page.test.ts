import { expect, it } from "vitest";
import { updatePage } from "./update-page.mjs";

const PAGE = `# Reliability

| fault | promise | test | huggingface_hub | @huggingface/hub |
| ----- | ------- | ---- | --------------- | ---------------- |
| drop  | *kept*  | a    |                 | old              |
| other | b \\| c  | d    | e               | f                |

| fault | promise |
| ----- | ------- |
| drop  | kept    |

<!-- measured -->

old

<!-- /measured -->

after
`;

interface Measured {
  readonly client: string;
  readonly isOnce?: boolean;
  readonly lfs?: boolean;
  readonly end?: "right" | "wrong" | "error" | "hangs";
  readonly error?: string;
  readonly requests?: number;
  readonly leaked?: boolean;
}

function measure({ client, ...rest }: Measured) {
  const found = {
    fault: "drop",
    isOnce: true,
    lfs: false,
    end: "right" as const,
    requests: 2,
    leaked: false,
    ...rest,
  };
  return { client, version: "1.2.3", found };
}

function measureAll(others: Omit<Measured, "client">, forEver: Omit<Measured, "client">) {
  const same = (client: string, rest: Omit<Measured, "client">) =>
    [false, true].map((lfs) => measure({ client, lfs, ...rest }));
  return ["flock-tools", "huggingface_hub", "@huggingface/hub"].flatMap((client) =>
    client === "@huggingface/hub"
      ? [...same(client, others), ...same(client, { isOnce: false, ...forEver })]
      : [...same(client, {}), ...same(client, { isOnce: false })],
  );
}

it("keeps each download, and what they come to in the matrix", () => {
  const results = measureAll({ end: "wrong" }, { end: "error", error: "HubApiError 503" });
  const page = updatePage(PAGE, results);
  expect(page).toBe(`# Reliability

| fault | promise | test | huggingface_hub | @huggingface/hub   |
| ----- | ------- | ---- | --------------- | ------------------ |
| drop  | *kept*  | a    | right           | WRONG FILE / error |
| other | b \\| c  | d    | e               | f                  |

| fault | promise |
| ----- | ------- |
| drop  | kept    |

<!-- measured -->

| fault | times    | flock-tools | huggingface_hub 1.2.3 | @huggingface/hub 1.2.3 |
| ----- | -------- | ----------- | --------------------- | ---------------------- |
| drop  | once     | right (2)   | right (2)             | WRONG FILE (2)         |
| drop  | for ever | right (2)   | right (2)             | HubApiError 503 (2)    |

12 downloads. The token was sent to another host or port in none of them.

<!-- /measured -->

after
`);
  expect(updatePage(page, results)).toBe(page);
});

it("tells the regular file and the one in LFS apart where they differ", () => {
  const results = measureAll({ end: "hangs" }, { end: "hangs" });
  const changed = results.map((result) =>
    result.client === "@huggingface/hub" && result.found.lfs
      ? { ...result, found: { ...result.found, end: "wrong" as const, requests: 3, leaked: true } }
      : result,
  );
  const page = updatePage(PAGE, changed);
  expect(page).toContain("| hangs (LFS: WRONG FILE) |");
  expect(page).toContain("| hangs (2); LFS: WRONG FILE, TOKEN SENT ELSEWHERE (3) |");
  expect(page).toContain("another host or port in 2 of them");
});

it("leaves a page as it is where nothing was measured", () => {
  const skipped = { client: "(all)", version: "-" };
  expect(updatePage(PAGE, [skipped])).toBe(PAGE);
});
