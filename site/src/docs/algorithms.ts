/** Analysis codes: schema and reading of `content/algorithms/algorithms.yaml`. */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument } from './parse-document.ts';

const line = z.string().trim().min(1);
const algorithmsSchema = z.strictObject({
  algorithms: z
    .array(
      z.strictObject({
        /** Its anchor: what a file's version names, in lower case. */
        id: z.string().regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/),
        name: line,
        /** Where its code is kept; absent: not known. */
        repository: line.optional(),
        version: line,
        reads: line,
        writes: line,
        /** What nobody has confirmed yet. */
        unconfirmed: line.optional(),
      }),
    )
    .refine(
      (list) => new Set(list.map(({ id }) => id)).size === list.length,
      'an id stands there twice',
    ),
});

export type Algorithm = z.infer<typeof algorithmsSchema>['algorithms'][number];

/**
 * Reads the text of `content/algorithms/algorithms.yaml`.
 * @throws {FlashError} naming every field that is wrong, and why.
 */
export function parseAlgorithms(text: string): readonly Algorithm[] {
  return parseDocument('content/algorithms/algorithms.yaml', algorithmsSchema, parse(text))
    .algorithms;
}
