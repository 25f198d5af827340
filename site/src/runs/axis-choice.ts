/** The field by which a reader chooses what a plot or a grouping is of. */

import { html, type Html } from '../text/html.ts';
import type { Column } from './column.ts';

/** Returns the chosen column, or the usual one, or the first. */
export function axisColumn(
  choices: readonly Column[],
  chosen: string | null,
  usual: string,
): Column | undefined {
  return (
    choices.find(({ key }) => key === chosen) ??
    choices.find(({ key }) => key === usual) ??
    choices[0]
  );
}

/** Returns a field that belongs to the form above, wherever on the page it stands. */
export function axisChoice(
  name: 'x' | 'y' | 'by',
  label: string,
  choices: readonly Column[],
  chosen: Column,
): Html {
  return html`<label class="axis-choice"
    >${label}
    <select name="${name}" form="runs-form">
      ${choices.map(
        (column) =>
          html`<option value="${column.key}" ${column === chosen && html` selected`}>
            ${column.name}
          </option>`,
      )}
    </select></label
  >`;
}
