import type { ApiOptions } from "@polkadot/api/types";

type Provider = NonNullable<ApiOptions["provider"]>;

/**
 * A provider that is connected already and gives these answers. What @polkadot/api asks of a node when it starts has been
 * asked before, with timeouts, abort and typed errors; a request of its own that fails would be printed to the console.
 */
export function createReplayProvider(answers: Readonly<Record<string, unknown>>): Provider {
  const provider: Provider = {
    // Without subscriptions there is no watch on the runtime's version, no keep-alive and no timer.
    hasSubscriptions: false,
    isClonable: false,
    isConnected: true,
    clone: () => provider,
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    on: () => () => {},
    send: (method) =>
      Object.hasOwn(answers, method) ? Promise.resolve(answers[method] as never) : refuse(method),
    subscribe: (_type, method) => refuse(method),
    unsubscribe: (_type, method) => refuse(method),
  };
  return provider;
}

function refuse(method: string): Promise<never> {
  return Promise.reject(new Error(`${method} is not among the answers to replay`));
}
