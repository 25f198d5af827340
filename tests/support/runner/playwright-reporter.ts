/** Reporter for Playwright: the same outcome lines as `node-reporter.ts`. */

import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { formatOutcome } from './outcome.ts';

/** Says each test once, after its last try. */
export default class OutcomeReporter implements Reporter {
  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status !== 'passed' && result.retry < test.retries) return;
    const isSkipped = result.status === 'skipped';
    const isPassed = test.ok() && !isSkipped;
    const note = test.annotations.find(({ type }) => type === 'skip')?.description;
    say({
      file: relative(process.cwd(), test.location.file),
      name: test.titlePath().filter(Boolean).join(' > '),
      status: isSkipped ? 'skipped' : isPassed ? 'passed' : 'failed',
      reason: isSkipped ? (note ?? 'no reason given') : isPassed ? '' : explain(result.errors),
      ms: result.duration,
    });
  }

  onError(error: TestError): void {
    const reason = explain([error]);
    say({ file: 'tests/e2e', name: 'outside any test', status: 'failed', reason, ms: 0 });
  }

  printsToStdio(): boolean {
    return true;
  }
}

function say(outcome: Parameters<typeof formatOutcome>[0]): void {
  process.stdout.write(formatOutcome(outcome));
}

function explain(errors: readonly TestError[]): string {
  const texts = errors.map(({ stack, message, value }) => stack ?? message ?? value ?? '');
  return stripVTControlCharacters(texts.join('\n'));
}
