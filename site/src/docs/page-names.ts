/** What a page of the handbook tells of one by one: the words of the glossary, the commands; search knows the page by each. */

import glossary from '../../../content/experiment/glossary.yaml?raw';
import help from '../../../content/infrastructure/help.json';
import { parseGlossary, termsOf } from './glossary.ts';

/** Returns the names, by the page's id (`docs/experiment/glossary`); none for most pages. */
export function namesOf(id: string): readonly string[] {
  if (id === 'docs/experiment/glossary')
    return termsOf(parseGlossary(glossary)).flatMap(({ term, it, match }) =>
      [term.replace(/ \(.*\)$/, ''), it ?? '', ...match].filter((name) => name !== ''),
    );
  if (id === 'docs/infrastructure/commands')
    return Object.keys(help).map((name) => `flash ${name}`);
  return [];
}
