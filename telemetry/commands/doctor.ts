/** `flash doctor`: asks every layer's questions and says how to mend what is wrong. */

import { CHECK_MARKS } from '../check.ts';
import type { Check, CheckInput, CheckResult } from '../check.ts';
import type { Command } from '../command.ts';
import { configOf, configOptions } from '../config/options.ts';
import { describeError } from '../errors.ts';

interface Answer extends CheckResult {
  readonly name: string;
}

export const command: Command = {
  options: { ...configOptions, json: { type: 'boolean', help: 'print the answers as JSON' } },
  usage: '[--config FILE] [--demo] [--json]',
  description: `Exit code 1 where a check failed. Nothing is changed; what can be mended is said with the command to type.`,
  async run(input) {
    const config = configOf(input);
    const checks = await input.host.checks();
    const answers: Answer[] = [];
    for (const check of checks)
      answers.push(await ask(check, { config, env: input.env, now: Date.now() }));
    if (input.options['json'] === true) await input.write(`${JSON.stringify(answers, null, 2)}\n`);
    else await input.write(report(answers, config.source ?? 'the built-in demo configuration'));
    return answers.some((answer) => answer.state === 'failed') ? 1 : 0;
  },
};

async function ask(check: Check, input: CheckInput): Promise<Answer> {
  try {
    return { name: check.name, ...(await check.run(input)) };
  } catch (error) {
    return { name: check.name, state: 'failed', found: describeError(error) };
  }
}

/** Returns the answers as a person reads them: a mark, the question, what was found, and what to do. */
export function report(answers: readonly Answer[], source: string): string {
  const width = Math.max(...answers.map((answer) => answer.name.length), 0);
  const lines = answers.flatMap((answer) => [
    `${CHECK_MARKS[answer.state]}  ${answer.name.padEnd(width)}  ${answer.found.replaceAll('\n', `\n${' '.repeat(width + 8)}`)}`,
    ...(answer.mend === undefined || answer.state === 'good'
      ? []
      : [`${' '.repeat(width + 8)}do: ${answer.mend}`]),
  ]);
  const bad = answers.filter((answer) => answer.state === 'failed').length;
  const look = answers.filter((answer) => answer.state === 'attention').length;
  const end = bad + look === 0 ? 'All is well.' : `${bad} failed, ${look} want a look.`;
  return [`configuration: ${source}`, ...lines, '', end, ''].join('\n');
}
