import type { OptionSource } from "./option.ts";

export interface EndpointChoice {
  /** A network's name or a ws(s) address. */
  readonly network: string | undefined;
  /** A ws(s) address; it is the one connected to, and `network` then says which chain must be there. */
  readonly endpoint: string | undefined;
}

export interface ChooseEndpointOptions {
  readonly values: EndpointChoice;
  /** Where each value comes from. */
  readonly sources: Readonly<Partial<Record<string, OptionSource>>>;
}

const LEVELS: readonly OptionSource[] = ["flag", "env", "dotenv", "default"];

/**
 * The network and endpoint of the strongest source that gives either of them: `--network test` is not overruled by an
 * endpoint in the environment, nor the environment's endpoint by a network's name in `.env`.
 */
export function chooseEndpoint({ values, sources }: ChooseEndpointOptions): EndpointChoice {
  for (const level of LEVELS) {
    const network = sources["network"] === level ? values.network : undefined;
    const endpoint = sources["endpoint"] === level ? values.endpoint : undefined;
    if (network !== undefined || endpoint !== undefined) return { network, endpoint };
  }
  return { network: undefined, endpoint: undefined };
}
