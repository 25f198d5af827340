/** What nobody is told of for a time. */

import { html, type Html } from '../text/html.ts';
import { timeAt } from './words.ts';
import type { AlarmsInput } from './view.ts';

export function shelvesSection({ alarms: { shelves }, at }: AlarmsInput): Html {
  const open = shelves.filter(({ until }) => until > at);
  if (open.length === 0) return html`<p class="empty">Nothing is on the shelf.</p>`;
  return html`<ul class="list">
    ${open.map(
      ({ alert, subject, until, by, why }) =>
        html`<li>
          <i class="shape unchecked" aria-hidden="true"></i>
          <div>
            <strong>${alert}</strong> ${subject ?? 'whatever it is about'}
            <p class="quiet">${by}: “${why}”</p>
          </div>
          <span class="end quiet">until ${timeAt(until, at)}</span>
        </li>`,
    )}
  </ul>`;
}
