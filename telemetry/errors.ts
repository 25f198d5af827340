/** The one error type of this project: it says what failed, on what, why, and what to do about it. */

/** What an error has to say: what was attempted, on what, why not, and what helps. */
export interface FlashErrorOptions {
  /** What was being done, as a verb phrase: "read the configuration". */
  readonly operation: string;
  /** On what: a path, an address, a table, a channel. */
  readonly subject: string;
  /** Why it failed, in one clause. */
  readonly reason: string;
  /** What a person can do now; a command to type where there is one. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** True where the same call may succeed later with nothing changed (a lost connection, a full queue). */
  readonly transient?: boolean;
}

/** An error a tired person understands; `message` is the whole sentence, without the hint. */
export class FlashError extends Error {
  override readonly name = 'FlashError';
  readonly operation: string;
  readonly subject: string;
  readonly reason: string;
  readonly hint: string | undefined;
  readonly #transient: boolean;

  constructor(options: FlashErrorOptions) {
    super(
      `cannot ${options.operation}: ${options.subject}: ${options.reason}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.operation = options.operation;
    this.subject = options.subject;
    this.reason = options.reason;
    this.hint = options.hint;
    this.#transient = options.transient ?? false;
  }

  /** Whether the same call may succeed later with nothing changed. */
  isTransient(): boolean {
    return this.#transient;
  }
}

/** Returns what a person should read of any thrown value: the sentence, its causes, and the hint on a line of its own. */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const lines = [thrown.message];
  for (let cause = thrown.cause; cause instanceof Error; cause = cause.cause) {
    const { message } = cause;
    if (!lines.some((line) => line.includes(message))) lines.push(`  because: ${message}`);
  }
  if (thrown instanceof FlashError && thrown.hint !== undefined)
    lines.push(`  what to do: ${thrown.hint}`);
  return lines.join('\n');
}

/** Returns the `code` of a system error (`ENOENT`, `EADDRINUSE`), or undefined where there is none. */
export function errorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
