import { type Env, readVariable } from "@flock-tools/cli";
import type { Check, Examination, Finding } from "../check.ts";

export const PROXY: Check = { name: "proxy", area: "hub", run: checkProxy };

interface ProxyVariable {
  /** As it is written in the environment. */
  readonly name: string;
  readonly value: string;
}

/** Names and hosts only: an address may hold a password. */
async function checkProxy({ env }: Examination): Promise<Finding> {
  const variables = listVariables(env);
  if (variables.length === 0) return { status: "ok", seen: "none: straight to the Hub" };
  for (const { name, value } of variables) {
    if (await isUsable(value)) continue;
    return {
      status: "failed",
      seen: `${name} is not the http or https address of a proxy`,
      next: `write ${name}=http://host:port, or unset it`,
    };
  }
  const proxies = variables.map(({ name, value }) => ({ name, host: new URL(value).host }));
  const noProxy = ["no_proxy", "NO_PROXY"].some((name) => readVariable(env, name) !== undefined);
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

/** Whether the client of the Hub takes it; nothing is sent. */
async function isUsable(address: string): Promise<boolean> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") return false;
  const { createHub } = await import("@flock-tools/hf");
  try {
    await createHub({ proxy: { http: address, https: address } }).close();
    return true;
  } catch {
    return false;
  }
}
