/** Reporter for `node --test`: one line per test that ended, with all a person needs of a failure. */

import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import { formatOutcome } from './outcome.ts';

const OUTPUT_LINES = 40;

/** Turns the runner's events into outcome lines; what a file printed is shown only if it failed. */
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const printed = new Map<string, string[]>();
  for await (const event of source) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      const file = event.data.file ?? '';
      printed.set(file, [...(printed.get(file) ?? []), event.data.message]);
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { data } = event;
    if (data.details.type === 'suite' && (event.type === 'test:pass' || isOfItsTests(data.details)))
      continue;
    const skipped = data.skip ?? data.todo;
    const status = event.type === 'test:fail' ? 'failed' : skipped ? 'skipped' : 'passed';
    const path = data.file ?? '';
    const reasons = {
      passed: () => '',
      skipped: () => (typeof skipped === 'string' ? skipped : 'no reason given'),
      failed: () => `${describe(event.data.details)}${tail(printed.get(path))}`,
    };
    yield formatOutcome({
      file: relative(process.cwd(), path),
      name: data.name,
      status,
      reason: reasons[status](),
      ms: data.details.duration_ms,
    });
  }
}

/** A suite that failed because tests of it did says nothing that they have not said. */
function isOfItsTests(details: object): boolean {
  const error: unknown = 'error' in details ? details.error : undefined;
  return (
    typeof error === 'object' &&
    error !== null &&
    'failureType' in error &&
    error.failureType === 'subtestsFailed'
  );
}

function describe(details: object): string {
  const error: unknown = 'error' in details ? details.error : undefined;
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return text.replaceAll(/\n {4}at .*\(?node:internal.*/g, '').trimEnd();
}

function tail(printed: readonly string[] = []): string {
  const lines = printed.join('').trimEnd().split('\n');
  if (lines.join('') === '') return '';
  return `\n--- what the file printed ---\n${lines.slice(-OUTPUT_LINES).join('\n')}`;
}
