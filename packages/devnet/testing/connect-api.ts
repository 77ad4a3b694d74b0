import { ApiPromise, WsProvider } from "@polkadot/api";

type Provider = NonNullable<NonNullable<Parameters<typeof ApiPromise.create>[0]>["provider"]>;

/** The client of the field, as it comes: dispose of it by `disconnect`. */
export function connectApi(url: string): Promise<ApiPromise> {
  // Its own declarations disagree under exactOptionalPropertyTypes.
  const provider = new WsProvider(url) as Provider;
  return ApiPromise.create({ provider, noInitWarn: true });
}
