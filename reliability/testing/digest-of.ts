import { digestStore, openStore, readStoreIdentity } from "@flock-tools/store";

/** What `dl digest` prints of a data folder. */
export function digestOf(dataDir: string): string {
  const identity = readStoreIdentity(dataDir);
  if (identity === undefined) throw new Error(`${dataDir} holds no data`);
  const store = openStore({ dataDir, ...identity });
  try {
    return digestStore(store);
  } finally {
    store.close();
  }
}
