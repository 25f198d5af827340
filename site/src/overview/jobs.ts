/** The page of jobs: what runs and waits, over time and by owner, and why jobs failed. */

import type { Jobs, JobShown, OwnerLine } from '#site/snapshot/schema/jobs.ts';
import { thresholds } from '#dashboards/thresholds.ts';
import { formatCount, formatSignificant } from '#telemetry/units.ts';
import { stackedFigure, type StackedSeries } from '../charts/stacked.ts';
import { runHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { timeTag } from '../text/parts.ts';
import { clockMinuteOrDay, clockOrDay, day, dayClock, span } from '../text/times.ts';
import { csvHref } from './csv.ts';

export interface JobsInput {
  readonly jobs: Jobs;
  readonly at: number;
  /** As for the page of storage. */
  readonly silentSince: number | null;
}

const QUEUE = ['running', 'idle', 'held', 'transferring', 'suspended', 'unknown'] as const;
const ENDED = ['completed', 'failed', 'removed'] as const;
const COLOURS: Readonly<Record<string, string>> = {
  running: 'c2',
  idle: 'c5',
  held: 'attend',
  transferring: 'c1',
  suspended: 'c3',
  unknown: 'c6',
  completed: 'c2',
  failed: 'attend',
  removed: 'c5',
};
const HOUR = 3_600_000;

/** The parts of the page by the name of their place. */
export function jobsSections(input: JobsInput): Readonly<Record<string, string>> {
  const { jobs, at } = input;
  return {
    head: head(input).text,
    time: timeSection(jobs).text,
    owners: ownersSection(jobs).text,
    failures: failuresSection(jobs, at).text,
    held: heldSection(jobs, at).text,
    schedulers: schedulersSection(jobs, at).text,
  };
}

function head({ jobs, at, silentSince }: JobsInput): Html {
  if (silentSince !== null)
    return html`<h1>
        <span class="attention">No news since ${clockOrDay(silentSince, at)} UTC.</span>
      </h1>
      <p class="lede">Below is what was last seen of jobs.</p>`;
  if (jobs.schedulers.length === 0)
    return html`<h1>No scheduler is watched.</h1>
      <p class="lede">
        An agent with <code>htcondor</code>, <code>slurm</code> or <code>kubernetes</code> tells of
        jobs.
      </p>`;
  const seenAt = Math.max(...jobs.schedulers.map((one) => one.seenAt));
  const isStale = at - seenAt > thresholds.jobsStale.value;
  const counts = QUEUE.flatMap((state) => {
    const count = jobs.byState[state] ?? 0;
    return count === 0 && state !== 'running' && state !== 'idle'
      ? []
      : [`${formatCount(count)} ${state}`];
  });
  const held = jobs.byState['held'] ?? 0;
  const idle =
    jobs.oldestIdleSince === null
      ? ''
      : ` The oldest idle job waits for ${span(at - jobs.oldestIdleSince)}.`;
  return html`<p class="as-of">
      as of ${timeTag(seenAt, `${day(seenAt)}, ${clockOrDay(seenAt, seenAt)} UTC`)}
    </p>
    <h1>
      ${isStale ? html`<span class="attention">No scheduler has answered since ${clockOrDay(seenAt, at)} UTC.</span>` : html`<span>${listWords(counts)}.</span>${held > 0 ? html` <a class="attention" href="#held">${held === 1 ? 'One job is held.' : `${formatCount(held)} jobs are held.`}</a>` : null}`}
    </h1>
    <p class="lede">${isStale ? `Then: ${listWords(counts)}.` : idle}</p>`;
}

function listWords(words: readonly string[]): string {
  const all = [...words];
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}

function timeSection({ hours, days }: Jobs): Html {
  const queue = seriesOf(QUEUE, hours.byState);
  const ended = seriesOf(ENDED, days.byState);
  return html`${stackedFigure({
    id: 'jobs-hours',
    title: 'In the queues',
    unit: 'jobs, mean of each hour',
    start: hours.start,
    slotMs: HOUR,
    series: queue,
    slotName: (t) => dayClock(t, hours.start),
    csv: csvOf(queue, hours.start, HOUR),
    note: 'As the agents recorded it; an hour in which no scheduler answered is a gap.',
  })}
  ${stackedFigure({
    id: 'jobs-days',
    title: 'Ended',
    unit: 'jobs a day',
    start: days.start,
    slotMs: 24 * HOUR,
    series: ended,
    slotName: (t) => day(t),
    format: formatCount,
    csv: csvOf(ended, days.start, 24 * HOUR),
  })}`;
}

function seriesOf(
  states: readonly string[],
  byState: Readonly<Record<string, readonly (number | null)[]>>,
): readonly StackedSeries[] {
  return states.flatMap((state) => {
    const values = byState[state];
    return values?.some((value) => value !== null && value > 0) === true
      ? [{ name: state, colour: COLOURS[state] ?? 'c6', values }]
      : [];
  });
}

function csvOf(series: readonly StackedSeries[], start: number, slotMs: number): string {
  const slots = Math.max(0, ...series.map(({ values }) => values.length));
  return csvHref(
    ['from', ...series.map(({ name }) => name)],
    Array.from({ length: slots }, (_, i) => [
      new Date(start + i * slotMs).toISOString(),
      ...series.map(({ values }) => values[i] ?? null),
    ]),
  );
}

function ownersSection({ owners }: Jobs): Html {
  if (owners.length === 0) return html`<p class="empty">No job has been seen yet.</p>`;
  const states = [...QUEUE, ...ENDED].filter((state) =>
    owners.some(({ queue, ended }) => (queue[state] ?? 0) + (ended[state] ?? 0) > 0),
  );
  const rows = owners.map((line) => [
    line.owner,
    ...states.map((state) => (line.queue[state] ?? 0) + (line.ended[state] ?? 0)),
    line.cpuS,
    line.coreS,
  ]);
  const csv = csvHref(['owner', ...states, 'cpu_s', 'core_s'], rows);
  return html`<p class="hint">
      In the queues now; ended within 30 days.
      <a href="${csv}" download="flash-jobs-by-owner.csv">CSV</a>
    </p>
    <div class="table-frame" tabindex="0" role="region" aria-label="Jobs by owner">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Owner</th>
            ${states.map((state) => html`<th scope="col" class="n">${state}</th>`)}
            <th scope="col" class="n">Core hours</th>
            <th scope="col" class="n">Efficiency</th>
          </tr>
        </thead>
        <tbody>
          ${owners.map((line) => ownerRow(line, states))}
        </tbody>
      </table>
    </div>`;
}

function ownerRow(line: OwnerLine, states: readonly string[]): Html {
  const { owner, queue, ended, cpuS, coreS } = line;
  const efficiency = cpuS === null || !coreS ? null : cpuS / coreS;
  return html`<tr>
    <th scope="row">
      ${owner === '' ? html`<span class="missing">not said</span>` : html`<bdi>${owner}</bdi>`}
    </th>
    ${states.map((state) => html`<td class="n">${countOf((queue[state] ?? 0) + (ended[state] ?? 0))}</td>`)}
    <td class="n">
      ${coreS === null ? html`<span class="missing">not known</span>` : formatSignificant(coreS / 3_600, 3)}
    </td>
    <td class="n">
      ${efficiency === null ? html`<span class="missing">not known</span>` : `${formatSignificant(efficiency * 100, 2)}\u00a0%`}
    </td>
  </tr>`;
}

const countOf = (count: number): string => (count === 0 ? '0' : formatCount(count));

function failuresSection({ failures, reasons, hours }: Jobs, at: number): Html {
  if (failures.length === 0 && reasons.length === 0) {
    const since = recordedSince(hours);
    const when =
      since === null
        ? 'within 30 days'
        : `since ${dayClock(since, at)}, when the agents began to ask`;
    return html`<p class="empty">No failed job is known ${when}.</p>`;
  }
  const list =
    reasons.length === 0
      ? html`<p class="empty">None within the last 7 days.</p>`
      : html`<ul class="reasons">
          ${reasons.map(({ reason, count }) => html`<li><b>${formatCount(count)}</b> <bdi>${reason}</bdi></li>`)}
        </ul>`;
  return html`<h3>Why, within 7 days</h3>
    ${list} ${jobsTable('The newest failures', failures, at)}`;
}

/** The first hour in which a scheduler was asked, UTC ms; null: before the hours that a snapshot has. */
function recordedSince({ start, byState }: Jobs['hours']): number | null {
  const firsts = Object.values(byState)
    .map((hours) => hours.findIndex((value) => value !== null))
    .filter((first) => first >= 0);
  const first = Math.min(...firsts);
  return first > 0 && first < Number.POSITIVE_INFINITY ? start + first * HOUR : null;
}

function heldSection({ held }: Jobs, at: number): Html {
  if (held.length === 0) return html`<p class="empty">No job is held.</p>`;
  return html`${jobsTable('Held now, longest first', held, at)}`;
}

function jobsTable(title: string, jobs: readonly JobShown[], at: number): Html | null {
  if (jobs.length === 0) return null;
  return html`<h3>${title}</h3>
    <div class="table-frame tall" tabindex="0" role="region" aria-label="${title}">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">When, UTC</th>
            <th scope="col">Job</th>
            <th scope="col">Owner</th>
            <th scope="col">Run</th>
            <th scope="col" class="n">Exit</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          ${jobs.map((job) => jobRow(job, at))}
        </tbody>
      </table>
    </div>`;
}

function jobRow(
  { id, instance, owner, name, at: t, run, exitCode, reason }: JobShown,
  at: number,
): Html {
  return html`<tr>
    <th scope="row">
      ${t === null ? html`<span class="missing">not known</span>` : timeTag(t, clockMinuteOrDay(t, at))}
    </th>
    <td title="${instance}">
      <code>${id}</code>${name === null ? null : html` <bdi>${name}</bdi>`}
    </td>
    <td>
      ${owner === '' ? html`<span class="missing">not said</span>` : html`<bdi>${owner}</bdi>`}
    </td>
    <td>
      ${run === null ? null : html`<a href="${runHref(run.campaign, run.number)}">${run.number}</a>`}
    </td>
    <td class="n">${exitCode}</td>
    <td class="wrap">
      ${reason === null ? html`<span class="missing">no reason given</span>` : html`<bdi>${reason}</bdi>`}
    </td>
  </tr>`;
}

function schedulersSection({ schedulers }: Jobs, at: number): Html {
  if (schedulers.length === 0) return html`<p class="empty">No scheduler is watched.</p>`;
  return html`<ul class="list">
    ${schedulers.map(({ scheduler, instance, seenAt }) => {
      const isStale = at - seenAt > thresholds.jobsStale.value;
      const words = isStale ? `stale since ${clockOrDay(seenAt, at)}` : 'answers';
      return html`<li>
        <i class="shape ${isStale ? 'stale' : 'good'}" aria-hidden="true"></i>
        <div><strong>${scheduler}</strong> <bdi>${instance}</bdi></div>
        <span class="end quiet"
          >${timeTag(seenAt, isStale ? words : `answered ${clockOrDay(seenAt, at)}`)}</span
        >
      </li>`;
    })}
  </ul>`;
}
