/** What a newcomer types into the search box, and the page that has to come first: reads `questions.txt`. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Question {
  readonly ask: string;
  /** Below /docs/; any of these is right. */
  readonly first: readonly string[];
}

/** One question a line, then its pages, with bars between them. */
export const QUESTIONS: readonly Question[] = readFileSync(
  join(import.meta.dirname, 'questions.txt'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => {
    const [ask = '', ...first] = line.split(' | ');
    return { ask, first };
  });
