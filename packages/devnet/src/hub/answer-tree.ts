import { createHash } from "node:crypto";
import type { WorldFile } from "../world.ts";
import { REPO_DATE } from "./answer-info.ts";
import {
  findSnapshot,
  type HubRequest,
  type HubState,
  isTrue,
  readHost,
  refuseEntry,
  type Snapshot,
} from "./hub-request.ts";
import { errorReply, jsonReply, type Reply } from "./reply.ts";

/** A file, or a folder that files make. */
interface TreeNode {
  readonly path: string;
  readonly file: WorldFile | undefined;
}

/** The Python client reads all three. */
const SAFE = { status: "safe", avScan: null, pickleImportScan: null };

export function answerTree(
  state: HubState,
  request: HubRequest,
  target: { repoId: string; revision: string; path: string },
): Reply {
  const snapshot = findSnapshot(state, request, target);
  if ("refusal" in snapshot) return snapshot.refusal;
  const query = new URLSearchParams(request.search);
  const recursive = isTrue(query.get("recursive"));
  const nodes = state.readTree(snapshot.found.files, { folder: target.path, recursive });
  if (nodes.length === 0 && target.path !== "") return refuseEntry(snapshot.found);

  const start = decodeCursor(query.get("cursor"));
  const end = start + readLimit(query.get("limit"), state.pageSize);
  const describe = createDescriber(state, snapshot.found, isTrue(query.get("expand")));
  const headers: Record<string, string> = {};
  if (end < nodes.length) {
    query.set("cursor", Buffer.from(String(end)).toString("base64url"));
    const next = `http://${readHost(request)}${request.pathname}?${query.toString()}`;
    headers["link"] = `<${next}>; rel="next"`;
  }
  return jsonReply(nodes.slice(start, end).map(describe), { headers });
}

export function answerPathsInfo(
  state: HubState,
  request: HubRequest,
  target: { repoId: string; revision: string },
): Reply {
  const snapshot = findSnapshot(state, request, target);
  if ("refusal" in snapshot) return snapshot.refusal;
  const asked = parsePathsInfo(request);
  if (asked === undefined) return errorReply({ status: 400, message: "Invalid body" });
  const nodes = new Map(
    state
      .readTree(snapshot.found.files, { folder: "", recursive: true })
      .map((node) => [node.path, node]),
  );
  const describe = createDescriber(state, snapshot.found, asked.expand);
  return jsonReply(
    asked.paths.flatMap((path) => {
      const node = nodes.get(path);
      return node === undefined ? [] : [describe(node)];
    }),
  );
}

/** The entries of a tree, by the files of a snapshot. */
export type TreeReader = (
  files: readonly WorldFile[],
  options: { folder: string; recursive: boolean },
) => readonly TreeNode[];

/** Remembers the whole tree of each snapshot: of one with 100,000 entries each page would take as long as all of it. */
export function createTreeReader(): TreeReader {
  const known = new WeakMap<readonly WorldFile[], readonly TreeNode[]>();
  return (files, options) => {
    if (options.folder !== "" || !options.recursive) return listNodes(files, options);
    const nodes = known.get(files) ?? listNodes(files, options);
    known.set(files, nodes);
    return nodes;
  };
}

function listNodes(
  files: readonly WorldFile[],
  { folder, recursive }: { folder: string; recursive: boolean },
): TreeNode[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const nodes = new Map<string, TreeNode>();
  for (const file of files) {
    if (!file.path.startsWith(prefix)) continue;
    const names = file.path.slice(prefix.length).split("/");
    const depth = recursive ? names.length : 1;
    for (let length = 1; length <= depth; length += 1) {
      const path = prefix + names.slice(0, length).join("/");
      const isFile = length === names.length;
      if (isFile || !nodes.has(path)) nodes.set(path, { path, file: isFile ? file : undefined });
    }
  }
  return [...nodes.values()];
}

function createDescriber(
  { readFacts }: HubState,
  { commit }: Snapshot,
  expand: boolean,
): (node: TreeNode) => Record<string, unknown> {
  const lastCommit = { id: commit, title: "Upload data", date: REPO_DATE };
  return ({ path, file }) => {
    if (file === undefined) {
      const oid = createHash("sha1").update(`tree ${commit} ${path}`).digest("hex");
      return { type: "directory", oid, size: 0, path, ...(expand ? { lastCommit } : {}) };
    }
    // Of `ListFileEntry` in @huggingface/hub: file, directory, or unknown.
    if (file.submodule === true) {
      const oid = createHash("sha1").update(`submodule ${path}`).digest("hex");
      return { type: "unknown", oid, size: 0, path };
    }
    const { size, oid, sha256, pointerSize } = readFacts(file);
    return {
      type: "file",
      oid,
      size,
      ...(sha256 === undefined ? {} : { lfs: { oid: sha256, size, pointerSize } }),
      path,
      ...(expand ? { lastCommit, securityFileStatus: SAFE } : {}),
    };
  };
}

// The JavaScript client sends JSON, the Python client a form.
function parsePathsInfo({
  body,
  headers,
}: HubRequest): { paths: string[]; expand: boolean } | undefined {
  const text = Buffer.from(body).toString();
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true) {
    const form = new URLSearchParams(text);
    return { paths: form.getAll("paths"), expand: isTrue(form.get("expand")) };
  }
  try {
    const { paths, expand } = JSON.parse(text) as { paths?: unknown; expand?: unknown };
    if (!Array.isArray(paths)) return undefined;
    return {
      paths: paths.filter((path) => typeof path === "string"),
      expand: expand === true,
    };
  } catch {
    return undefined;
  }
}

function readLimit(value: string | null, pageSize: number): number {
  const limit = Number(value);
  return Number.isInteger(limit) && limit >= 1 ? Math.min(limit, pageSize) : pageSize;
}

function decodeCursor(value: string | null): number {
  const start = Number(Buffer.from(value ?? "", "base64url").toString());
  return Number.isInteger(start) && start >= 0 ? start : 0;
}
