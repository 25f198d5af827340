/** One step of an installation: what it would do, whether it is done already, and the doing. */

export interface Step {
  /** `write`, `copy`, `make`, `set`, `keep`, `remove`, `run`, `skip`: the verb of the line that is printed. */
  readonly verb: string;
  /** A path or a command. */
  readonly subject: string;
  /** What a person wants to know besides; may be empty. */
  readonly note: string;
  /** Null: there is nothing to do. */
  readonly apply: (() => void) | null;
}

/** Returns a step that is done already, or is not for this run. */
export function nothingToDo(verb: string, subject: string, note: string): Step {
  return { verb, subject, note, apply: null };
}

/** Returns the lines that tell a person of the steps. */
export function describeSteps(steps: readonly Step[], isDryRun: boolean): string {
  const lines = steps.map(({ verb, subject, note, apply }) => {
    const mark = apply === null ? '     ' : isDryRun ? 'would' : 'done ';
    return `${mark}  ${verb.padEnd(6)}  ${subject}${note === '' ? '' : `  (${note})`}`;
  });
  return `${lines.join('\n')}\n`;
}
