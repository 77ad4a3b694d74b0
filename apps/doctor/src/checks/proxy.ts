import { type Env, readVariable } from "@flock-tools/cli";
import type { Check, Examination, Finding } from "../check.ts";
import { readHub } from "../read-hub.ts";

export const PROXY: Check = { name: "proxy", area: "hub", run: checkProxy };

interface ProxyVariable {
  /** As it is written in the environment. */
  readonly name: string;
  readonly value: string;
}

/** Names and hosts only: an address may hold a password. */
async function checkProxy(examination: Examination): Promise<Finding> {
  const variables = listVariables(examination.env);
  const wrong = variables.find(({ value }) => toHost(value) === undefined);
  if (wrong !== undefined) {
    return {
      status: "failed",
      seen: `${wrong.name} is not the http or https address of a proxy`,
      next: `write ${wrong.name}=http://host:port, or unset it`,
    };
  }
  if (variables.length === 0) return { status: "ok", seen: "none: straight to the Hub" };
  await tryProxies(examination);
  const proxies = variables.map(({ name, value }) => ({ name, host: toHost(value) }));
  const noProxy = ["no_proxy", "NO_PROXY"].some((name) => readVariable(examination.env, name));
  const listed = proxies.map(({ name, host }) => `${name} is ${host}`).join(", ");
  const unless = noProxy ? ", unless NO_PROXY names its host" : "";
  return {
    status: "ok",
    seen: `${listed}: for the Hub${unless}; the chain's WebSocket goes straight`,
    facts: { proxies, noProxy },
  };
}

/** The lower-case name comes first, as in curl. */
function listVariables(env: Env): ProxyVariable[] {
  return ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"].flatMap((upper) => {
    const name = [upper.toLowerCase(), upper].find((each) => readVariable(env, each) !== undefined);
    return name === undefined ? [] : [{ name, value: readVariable(env, name) ?? "" }];
  });
}

function toHost(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === "http:" || url?.protocol === "https:" ? url.host : undefined;
}

/** Whether the client takes them; nothing is sent. */
async function tryProxies(examination: Examination): Promise<void> {
  const { createHub } = await import("@flock-tools/hf");
  const { proxy } = await readHub(examination);
  await createHub({ proxy }).close();
}
