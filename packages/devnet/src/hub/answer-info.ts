import { createHash } from "node:crypto";
import {
  findSnapshot,
  findUser,
  type HubRequest,
  type HubState,
  isTrue,
  type Snapshot,
} from "./hub-request.ts";
import { errorReply, jsonReply, type Reply } from "./reply.ts";

/** The date of everything that a world's repositories date. */
export const REPO_DATE = "2026-03-01T00:00:00.000Z";

export function answerInfo(
  state: HubState,
  request: HubRequest,
  target: { repoId: string; revision: string },
): Reply {
  const snapshot = findSnapshot(state, request, target);
  if ("refusal" in snapshot) return snapshot.refusal;
  const query = new URLSearchParams(request.search);
  const siblings = listSiblings(state, snapshot.found, isTrue(query.get("blobs")));
  const info = { ...describeRepo(snapshot.found), siblings };
  const expand = query.getAll("expand");
  if (expand.length === 0) return jsonReply(info);
  // With `expand` the Hub sends what was asked for, and the two ids.
  const wanted = new Set(["_id", "id", ...expand]);
  return jsonReply(Object.fromEntries(Object.entries(info).filter(([key]) => wanted.has(key))));
}

export function answerWhoami(state: HubState, request: HubRequest): Reply {
  const user = findUser(state, request);
  if ("refusal" in user) return user.refusal;
  const name = user.found;
  if (name === undefined) {
    return errorReply({ status: 401, message: "Invalid username or password." });
  }
  return jsonReply({
    type: "user",
    id: hashId(`user ${name}`),
    name,
    fullname: name,
    email: `${name}@example.com`,
    emailVerified: true,
    canPay: false,
    billingMode: "prepaid",
    periodEnd: null,
    isPro: false,
    avatarUrl: "/avatars/devnet.svg",
    orgs: [],
    auth: {
      type: "access_token",
      accessToken: { displayName: "devnet", role: "read", createdAt: REPO_DATE },
    },
  });
}

function describeRepo({ repo, commit }: Snapshot): Record<string, unknown> {
  return {
    _id: hashId(`repo ${repo.id}`),
    id: repo.id,
    author: repo.id.split("/", 1)[0],
    sha: commit,
    lastModified: REPO_DATE,
    createdAt: REPO_DATE,
    private: false,
    gated: repo.gated === true ? "auto" : false,
    disabled: false,
    downloads: 0,
    downloadsAllTime: 0,
    likes: 0,
    tags: ["region:us"],
  };
}

function listSiblings(
  { readFacts }: HubState,
  { files }: Snapshot,
  withBlobs: boolean,
): readonly Record<string, unknown>[] {
  return files.map((file) => {
    const rfilename = file.path;
    if (!withBlobs || file.submodule === true) return { rfilename };
    const { size, oid, sha256, pointerSize } = readFacts(file);
    const lfs = sha256 === undefined ? {} : { lfs: { sha256, size, pointerSize } };
    return { rfilename, size, blobId: oid, ...lfs };
  });
}

// MongoDB object ids: 24 hex digits.
function hashId(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}
