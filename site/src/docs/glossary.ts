/** The words of the glossary: schema and reading of `content/experiment/glossary.yaml`. */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument } from './parse-document.ts';

const line = z.string().trim().min(1);
const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');

const termSchema = z.strictObject({
  /** Its anchor on the page of the glossary. */
  id,
  term: line,
  /** What people say in Italian. */
  it: line.optional(),
  definition: z.string().trim().regex(/[.”]$/, 'a definition is made of sentences'),
  /** A page that tells more, below `/docs/`. */
  see: z
    .string()
    .regex(/^[a-z0-9/-]+\/(#[a-z0-9-]+)?$/, 'expected a path below docs, ending with "/"')
    .optional(),
  /** How the word stands in a text; empty: nothing is linked. */
  match: z.array(line).default([]),
});

const glossarySchema = z
  .strictObject({
    groups: z.array(z.strictObject({ id, title: line, terms: z.array(termSchema).min(1) })),
  })
  .superRefine(({ groups }, context) => {
    const seen = new Set<string>();
    const words = groups.flatMap(({ id: group, terms }) => [
      group,
      ...terms.flatMap(({ id: own, match }) => [own, ...match.map((word) => `the word ${word}`)]),
    ]);
    for (const word of words) {
      if (seen.has(word))
        context.addIssue({
          code: 'custom',
          path: ['groups'],
          message: `"${word}" stands there twice`,
        });
      seen.add(word);
    }
  });

export type Term = z.infer<typeof termSchema>;
export type Glossary = z.infer<typeof glossarySchema>;

/**
 * Reads the text of `content/experiment/glossary.yaml`.
 * @throws {FlashError} naming every field that is wrong, and why.
 */
export function parseGlossary(text: string): Glossary {
  return parseDocument('content/experiment/glossary.yaml', glossarySchema, parse(text));
}

/** Returns all terms, in the order of the file. */
export function termsOf({ groups }: Glossary): readonly Term[] {
  return groups.flatMap(({ terms }) => terms);
}
