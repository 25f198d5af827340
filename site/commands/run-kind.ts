/** The kind of a run, as the commands about runs are told it. */

import { UsageError, type CommandInput, type CommandOption } from '#telemetry/command.ts';
import { nearestName } from '#telemetry/config/nearest-name.ts';
import { RUN_KINDS, type RunKind } from '#telemetry/facts/file.ts';
import { textOf } from './alarm-words.ts';

export const kindOption = {
  kind: { type: 'string', value: 'KIND', help: RUN_KINDS.join(', ') },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** Null: none is named. @throws {UsageError} */
export function kindOf(input: CommandInput): RunKind | null {
  const word = textOf(input, 'kind');
  if (word === null) return null;
  const kind = RUN_KINDS.find((one) => one === word);
  if (kind !== undefined) return kind;
  const near = nearestName(word, [...RUN_KINDS]);
  throw new UsageError(
    `--kind ${word}: expected one of ${RUN_KINDS.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`,
  );
}
