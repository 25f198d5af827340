/** What a `flash` command is: its words, its options, and one function; each layer lists its own in `commands.ts`. */

import type { Check } from './check.ts';

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for the value in the help: `FILE`, `MS`. */
  readonly value?: string;
  readonly help: string;
}

export type OptionValue = string | boolean | readonly string[];

export interface CommandInput {
  /** Options that were given, by long name. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly positionals: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C or SIGTERM: finish, clean up, return. */
  readonly signal: AbortSignal;
  /** Writes to standard output; resolves when there is room for more. */
  readonly write: (text: string | Uint8Array) => Promise<void>;
  /** Writes a line for a person on standard error. */
  readonly say: (line: string) => void;
  /** Hands in what the caller knows and the command's layer may not import (see `flash.ts`). */
  readonly host: CommandHost;
}

/** What `flash.ts` alone can know, because it stands above all layers. */
export interface CommandHost {
  /** The name the program was called by, for hints: `npx flash` or `flash`. */
  readonly program: string;
  /** Absolute path of `flash.ts`, or of the one file that was installed, to start a child with `process.execPath`. */
  readonly entry: string;
  /** What starts the short-lived process that reads an agent's configuration, after `process.execPath`; absent: the clone's own. */
  readonly configurationReader?: readonly string[];
  /** The commands of all layers, for `--help` and for the reference. */
  readonly commands: readonly CommandEntry[];
  /** The checks of all layers, for `flash doctor`. */
  readonly checks: () => Promise<readonly Check[]>;
  /** Opens a way to deliver facts: the hub of this configuration, or a recorder in this process where no hub runs. */
  readonly openRecorder: (input: CommandInput) => Promise<RecorderDoor>;
}

/** What became of a batch that is committed. */
export interface Delivered {
  /** Facts that were refused one by one, by their sequence numbers; the recorder keeps them with the reason. */
  readonly refused: readonly { readonly sequence: number; readonly reason: string }[];
  /** Files and readings that were not in the catalogue before; null where the recorder does not say. */
  readonly added: number | null;
}

export interface RecorderDoor {
  /** Hands over one batch; resolves when it is committed; throws a transient FlashError while the recorder is away. */
  readonly deliver: (batch: unknown) => Promise<Delivered>;
  readonly close: () => Promise<void>;
}

export interface Command {
  readonly options: Readonly<Record<string, CommandOption>>;
  /** One line after the name: `--run CAMPAIGN/NUMBER [--format csv|json]`. */
  readonly usage: string;
  /** A few sentences and an example, shown by `--help`. */
  readonly description: string;
  /** What SIGHUP asks of it. Default: to end. */
  readonly hangup?: 'reload';
  /** Returns the exit code: 0 done, 1 failed; wrong usage is thrown as `UsageError` and becomes 2. */
  readonly run: (input: CommandInput) => Promise<number>;
}

export interface CommandEntry {
  /** The words after `flash`: `import runlog`. */
  readonly name: string;
  readonly summary: string;
  /** Imports the command only when it is called, so that an agent never loads the site or a database driver. */
  readonly load: () => Promise<Command>;
}

/** Wrong words on the command line: exit code 2, the message and the usage are shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
