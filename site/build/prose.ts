/** Hands our own plugins to Astro's processor of Markdown: words that lead to the glossary, and steps that have anchors. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGlossary, termsOf } from '../src/docs/glossary.ts';
import { linkTerms } from '../src/prose/link-terms.ts';
import { numberSteps } from '../src/prose/number-steps.ts';

/** The part of Astro's `astro:config:setup` that is used. */
interface Setup {
  readonly config: { readonly markdown: { readonly processor?: unknown } };
}

/**
 * An integration of Astro.
 * @param root the repository, with content/ in it
 */
export function prose(root: string) {
  return {
    name: 'flash-prose',
    hooks: {
      'astro:config:setup': ({ config }: Setup): void => {
        const glossary = readFileSync(join(root, 'content/experiment/glossary.yaml'), 'utf8');
        pluginsOf(config.markdown.processor).push(
          numberSteps,
          linkTerms(termsOf(parseGlossary(glossary))),
        );
      },
    },
  };
}

/** The processor's list of plugins over HTML; a build without them would lose links without a word. */
function pluginsOf(processor: unknown): unknown[] {
  const { options } = (processor ?? {}) as { options?: { hastPlugins?: unknown[] } };
  if (options?.hastPlugins === undefined)
    throw new Error('the Markdown processor takes no plugins over HTML: see site/build/prose.ts');
  return options.hastPlugins;
}
