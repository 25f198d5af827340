/** Saved views of the table of runs, from `content/data/run-views.yaml`: names for addresses. */

import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument } from '../docs/parse-document.ts';
import { readQuery } from './query.ts';

const line = z.string().trim().min(1);
const viewsSchema = z.strictObject({
  views: z
    .array(
      z.strictObject({
        name: line,
        why: line,
        query: line.refine(isUnderstood, { error: notUnderstood }),
      }),
    )
    .max(12),
});

export type RunView = z.infer<typeof viewsSchema>['views'][number];

/**
 * Reads the saved views.
 * @throws {FlashError} naming every field that is wrong: a query of which the logbook does not understand a part is one.
 */
export function parseRunViews(text: string): readonly RunView[] {
  return parseDocument('content/data/run-views.yaml', viewsSchema, parse(text)).views;
}

function isUnderstood(query: string): boolean {
  return readQuery(new URLSearchParams(query)).unknown.length === 0;
}

function notUnderstood({ input }: { readonly input?: unknown }): string {
  const { unknown } = readQuery(new URLSearchParams(String(input)));
  return `the logbook does not understand ${unknown.join(', ')}`;
}
