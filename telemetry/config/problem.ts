/** What is wrong with a configuration file: field, line, expected, received and the fix, for a tired person. */

import { FlashError } from '../errors.ts';
import { program } from '../program.ts';

export interface ConfigProblem {
  /** Line in the file, from 1; null where the field is not there. */
  readonly line: number | null;
  /** `agent.listen`, `campaigns[2].slug`. */
  readonly field: string;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
}

/** One or more problems of one configuration file. */
export class ConfigError extends FlashError {
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    super({
      operation: 'use the configuration',
      subject: file,
      reason: [
        `${String(problems.length)} ${problems.length === 1 ? 'problem' : 'problems'}`,
        ...problems.map((problem) => `  ${describeProblem(problem)}`),
      ].join('\n'),
      hint: `mend the file and start again; "${program} init" writes an example with every key explained`,
    });
    this.problems = problems;
  }
}

function describeProblem({ line, field, expected, received, fix }: ConfigProblem): string {
  const where = line === null ? '' : `line ${String(line)}: `;
  return `${where}${field}: expected ${expected}, received ${received}; ${fix}`;
}

/** Writes a path of keys and indexes the way people do: `campaigns[2].slug`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key, n) => {
      if (typeof key === 'number') return `[${String(key)}]`;
      return n === 0 ? String(key) : `.${String(key)}`;
    })
    .join('');
}

/** Says what a value is: `the text "4321"`, `the number 4321`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  switch (typeof value) {
    case 'string':
      return `the text "${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
    case 'number':
      return `the number ${String(value)}`;
    case 'boolean':
      return String(value);
    case 'object':
      return `keys (${Object.keys(value).slice(0, 4).join(', ') || 'none'})`;
    default:
      return typeof value;
  }
}
