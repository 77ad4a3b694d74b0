// CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), the same bytes for the same lockfile: no clock, no random number.
import { createHash } from "node:crypto";

/**
 * @param {{ readonly name: string, readonly version: string, readonly licence: string }} root What the bill is of.
 * @param {readonly import("./list-components.mjs").Component[]} components
 */
export function formatSbom(root, components) {
  const refs = new Map(components.map((component) => [component.id, toPurl(component)]));
  const isUsed = new Set(components.flatMap(({ dependsOn }) => dependsOn));
  const top = components.filter(({ id, isOwn }) => isOwn && !isUsed.has(id));
  const rootRef = toPurl(root);
  const parts = {
    metadata: {
      component: { type: "application", "bom-ref": rootRef, ...describe(root) },
    },
    components: components.map((component) => ({
      type: top.includes(component) ? "application" : "library",
      ...toComponent(component, refs.get(component.id)),
    })),
    dependencies: [
      { ref: rootRef, dependsOn: top.map(({ id }) => refs.get(id)) },
      ...components.map(({ id, dependsOn }) => ({
        ref: refs.get(id),
        dependsOn: dependsOn.map((child) => refs.get(child)),
      })),
    ],
  };
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: toSerialNumber(JSON.stringify(parts)),
    version: 1,
    ...parts,
  };
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

function toComponent({ isOptional, integrity, ...component }, ref) {
  return {
    "bom-ref": ref,
    ...describe(component),
    scope: isOptional ? "optional" : "required",
    ...(integrity === undefined ? {} : { hashes: integrity.split(" ").map(toHash) }),
  };
}

function describe({ name, version, licence }) {
  const [group, bare] = name.startsWith("@") ? name.split("/") : [undefined, name];
  const isExpression = /\s/.test(licence);
  return {
    ...(group === undefined ? {} : { group }),
    name: bare,
    version,
    licenses: [isExpression ? { expression: licence } : { license: { id: licence } }],
    purl: toPurl({ name, version }),
  };
}

// package-url/purl-spec, types/npm: the scope is the namespace, its @ encoded.
function toPurl({ name, version }) {
  return `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;
}

const ALGORITHMS = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };

/** Subresource integrity (W3C SRI): `sha512-<base64>`. */
function toHash(integrity) {
  const [algorithm, digest] = integrity.split(/-(.*)/s);
  return { alg: ALGORITHMS[algorithm], content: Buffer.from(digest, "base64").toString("hex") };
}

/** A UUID of version 8 (RFC 9562, section 5.8) out of what the bill says. */
function toSerialNumber(text) {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `urn:uuid:${[...groups, hex.slice(20)].join("-")}`;
}
