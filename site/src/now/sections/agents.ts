/** Who reports: each agent with its heartbeat, its backlog and its collectors. */

import type { Now } from '#site/snapshot/schema/now.ts';
import { formatCount } from '#telemetry/units.ts';
import { html, type Html } from '../../text/html.ts';
import { stateMark, timeTag } from '../../text/parts.ts';
import { clockOrDay } from '../../text/times.ts';
import { when } from '../tile.ts';
import { AGENT_SILENT_MS } from '../thresholds.ts';
import type { NowInput } from '../view.ts';
import { backupRow } from './backup.ts';

type Agent = Now['agents'][number];

export function agentsSection(input: NowInput): Html {
  const { now, at, isLive } = input;
  const agents =
    now.agents.length === 0
      ? html`<p class="empty">No agent has reported yet.</p>`
      : html`<ul class="list agents">
          ${now.agents.map((agent) => row(agent, at, isLive))}
        </ul>`;
  const backup = backupRow(input);
  if (backup === null) return agents;
  return html`${agents}
    <ul class="list agents backup">
      ${backup}
    </ul>`;
}

function row(agent: Agent, at: number, isLive: boolean): Html {
  const { heartbeat, node, spoolFacts, collectors } = agent;
  const isSilent = heartbeat === null || at - heartbeat > AGENT_SILENT_MS;
  const seen =
    heartbeat === null
      ? 'never seen'
      : isSilent
        ? `stale since ${clockOrDay(heartbeat, at)}`
        : when(heartbeat, at, isLive);
  const waiting =
    spoolFacts === null || spoolFacts === 0
      ? 'nothing waits'
      : `${formatCount(spoolFacts)} facts wait`;
  return html`<li>
    <i class="shape ${isSilent ? 'stale' : 'good'}" aria-hidden="true"></i>
    <div>
      <strong>${node}</strong>
      <span class="quiet">${heartbeat === null ? seen : timeTag(heartbeat, seen)}; ${waiting}</span>
      <p class="quiet collectors">${collectors.map((collector) => collectorHtml(collector, at))}</p>
    </div>
  </li>`;
}

function collectorHtml(collector: Agent['collectors'][number], at: number): Html {
  const { name, up, lastError, lastSuccess } = collector;
  if (up) return html`<span>${stateMark('good', name)}</span> `;
  const since =
    lastSuccess === null ? 'never worked' : `failing since ${clockOrDay(lastSuccess, at)}`;
  return html`<span title="${lastError ?? ''}"
    >${stateMark('attention', `${name}: ${since}`)}</span
  > `;
}
