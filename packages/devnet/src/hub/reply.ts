/** The bytes of an answer, made when they are sent. */
export interface ReplyBody {
  /** In bytes. */
  readonly size: number;
  /** Bytes from `start` (inclusive) to `end` (exclusive). */
  readonly read: (start: number, end: number) => Iterable<Uint8Array>;
}

/** An answer before it is sent: plain data, so that faults can be applied to it. */
export interface Reply {
  readonly status: number;
  /** Lower-case names; `content-length` is added when the body is sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReplyBody;
  /** The length of the body is not told. */
  readonly undeclared?: boolean | undefined;
  /** The body goes out compressed. */
  readonly gzip?: boolean | undefined;
}

/** A body that is held already. */
export function bytesBody(bytes: Uint8Array): ReplyBody {
  return {
    size: bytes.length,
    *read(start, end) {
      if (start < end) yield bytes.subarray(start, end);
    },
  };
}

/** The bytes from `start` (inclusive) to `end` (exclusive) of `body`. */
export function sliceBody(body: ReplyBody, start: number, end: number): ReplyBody {
  return {
    size: end - start,
    read: (from, to) => body.read(start + from, Math.min(start + to, end)),
  };
}

export interface ReplyOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function textReply(
  text: string,
  { status = 200, headers = { "content-type": "text/plain; charset=utf-8" } }: ReplyOptions = {},
): Reply {
  return { status, headers, body: bytesBody(Buffer.from(text)) };
}

export function jsonReply(
  value: unknown,
  { status = 200, headers = {} }: ReplyOptions = {},
): Reply {
  return textReply(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}

export interface HubErrorReply {
  readonly status: number;
  readonly message: string;
  /** `X-Error-Code`, e.g. `RepoNotFound`. */
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error in the form of the Hub: the code in a header, the message in a header and in the JSON body. */
export function errorReply({ status, message, code, headers = {} }: HubErrorReply): Reply {
  return jsonReply(
    { error: message },
    {
      status,
      headers: {
        ...(code === undefined ? {} : { "x-error-code": code }),
        // Header values are Latin-1; a revision or path in the message may be anything.
        "x-error-message": message.replaceAll(/[^ -~]/g, "?"),
        ...headers,
      },
    },
  );
}
