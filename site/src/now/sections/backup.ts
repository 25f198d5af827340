/** The catalogue's backup, as a row below the agents. */

import { docsHref } from '../../href.ts';
import { html, type Html } from '../../text/html.ts';
import { judgeBackup } from '../backup.ts';
import type { NowInput } from '../view.ts';

export function backupRow({ now, at }: NowInput): Html | null {
  // A snapshot of before has no such field.
  if (now.backup == null) return null;
  const { state, word, lines } = judgeBackup(now.backup, at);
  return html`<li data-state="${state}">
    <i class="shape ${state}" aria-hidden="true"></i>
    <div>
      <strong>The catalogue</strong> <span>${word}</span>
      <p class="quiet">${lines.join('; ')}</p>
    </div>
    <span class="end"><a href="${docsHref('infrastructure/backup')}">Backup</a></span>
  </li>`;
}
