/** The reason of the `AbortSignal` of a command that a person or the system has asked to stop. */
export class InterruptError extends Error {
  override readonly name: string = "InterruptError";
  /** The signal that asked, e.g. `SIGINT`. */
  readonly signal: string;

  constructor(signal: string) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}
