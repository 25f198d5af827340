/** The ways from a run to those before and after it. */

import type { Neighbours } from '#site/snapshot/run-surroundings.ts';
import type { Run } from '#site/snapshot/schema/run.ts';
import { runHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';

/** Returns links in the order in which runs were taken: within the campaign, and among those of the same kind. */
export function neighbourLinks({ campaign, kind }: Run, neighbours: Neighbours): Html {
  const { previous, next, previousOfKind, nextOfKind } = neighbours;
  const link = (number: number | null, words: string, rel: string, isBack: boolean): Html | null =>
    number === null
      ? null
      : html`<a
          href="${runHref(campaign, number)}"
          rel="${rel}"
          aria-label="${words} run, ${number}"
          >${isBack ? '← ' : ''}${number}${isBack ? '' : ' →'}</a
        > `;
  const ofKind = previousOfKind !== null || nextOfKind !== null;
  return html`<nav class="neighbours" aria-label="Other runs">
    ${link(previous, 'Previous', 'prev', true)}${link(next, 'Next', 'next', false)}
    ${
      ofKind
        ? html`<span class="quiet">${kind === 'unknown' ? 'of no known kind' : kind}</span>
            ${link(previousOfKind, `Previous ${kind}`, 'prev', true)}${link(nextOfKind, `Next ${kind}`, 'next', false)}`
        : null
    }
  </nav>`;
}
