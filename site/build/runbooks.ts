/** The pages to which alerts lead: each is there and names its alert, or nothing is built. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '#telemetry/alerts/check-alerts.ts';
import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import { errorCode } from '#telemetry/errors.ts';

type Led = Pick<AlertDefinition, 'name' | 'runbook'>;

/**
 * Returns what is wrong with the pages of alerts, one sentence each, with the place and what to do.
 *
 * @param root the repository, with content/ in it
 */
export function runbookProblems(root: string, alerts: readonly Led[]): readonly string[] {
  return alerts.flatMap(({ name, runbook }) => {
    const file = `content/${runbook}.mdx`;
    const text = readPage(join(root, file));
    if (text === null) return [`${name}: ${file} is missing; write what to do when it is raised`];
    const card = `<AlarmCard alert="${name}" />`;
    return text.includes(card) ? [] : [`${file} does not name its alert; put ${card} at its head`];
  });
}

/** Throws a FlashError that says everything that is wrong with the pages of alerts. */
export function checkRunbooks(root: string, alerts: readonly Led[]): void {
  refuse(runbookProblems(root, alerts), {
    operation: 'lead from alerts to what to do',
    subject: 'content/procedures/alarms',
    hint: 'copy the page of a similar alert there, and say what is different',
  });
}

function readPage(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
