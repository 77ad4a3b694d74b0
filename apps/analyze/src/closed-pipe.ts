/** Whether `error` says that whoever read this process's output has gone, as in `| head`. */
export function isClosedPipe(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || isClosedPipe(error.cause);
}
