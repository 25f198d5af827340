/** What a run's page shows below its header: the same text for the page that Astro makes and for the static build, which puts it into a frame made once. */

import type { OpenedRun } from '#site/snapshot/encoding/run-table.ts';
import { runsMergedInto } from '#site/snapshot/moved.ts';
import type { RunSurroundings } from '#site/snapshot/run-surroundings.ts';
import { runPath } from '#site/snapshot/schema/runs.ts';
import { tableTwin } from '../charts/table-twin.ts';
import type { Span } from '../charts/time-axis.ts';
import { readoutHtml, timelineHtml } from '../charts/timeline.ts';
import { timelineData } from '../charts/timeline-data.ts';
import { campaignHref, dataHref, href } from '../href.ts';
import { html, raw, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { alarmsSection } from './alarms.ts';
import { citeSection } from './cite.ts';
import { conditionsSection } from './conditions.ts';
import { filesSheet } from './files-sheet.ts';
import { jobsSection } from './jobs.ts';
import type { AlarmsOfRun } from './lanes.ts';
import { runLog } from './log.ts';
import { mergedText } from './moved.ts';
import { neighbourLinks } from './neighbours.ts';
import { qualitySection } from './quality.ts';
import { stepsTable } from './steps.ts';
import { takeSection } from './take-section.ts';
import { summarySection } from './summary.ts';
import { sweepsSection } from './sweeps.ts';
import { channelsWithout, runTimeline, wholeSpan } from './timeline.ts';
import { runFacts, runLede, runTitle } from './title.ts';

export interface RunPage {
  readonly title: string;
  readonly description: string;
  /** HTML: all that stands in the page's main part. */
  readonly body: string;
}

export interface RunView extends RunSurroundings {
  /** What the address asks for: a window (`from`, `to`, UTC ms), a sweep by its name. */
  readonly query: URLSearchParams;
}

/** Tags, each a way to all runs of the campaign that have it. */
function tagChips({ tags, campaign }: OpenedRun): Html {
  return html`${tags.map(
    (tag) =>
      html` <a class="chip" href="${campaignHref(campaign)}?tags=${encodeURIComponent(tag)}"
        ><bdi>${tag}</bdi></a
      >`,
  )}`;
}

/** Returns a run's page; what its address does not name is shown whole. */
export function runPage(run: OpenedRun, view: RunView): RunPage {
  const { moved, neighbours, alarms, query } = view;
  const shard = runPath(run.campaign, run.number, run.revision);
  const live = run.state === 'open' ? html` data-run-live="${run.campaign}/${run.number}"` : null;
  const running = run.state === 'open' ? raw('<span class="chip on">running</span>') : null;
  const isLogged = run.log.length > 0 || run.state === 'open';
  const merged = mergedText(runsMergedInto(moved, run.campaign, run.number), run.campaign);
  const body = html`<p class="crumbs">
      <a href="${href('runs/')}">Runs</a> /
      <a href="${campaignHref(run.campaign)}">${run.campaignName}</a> / ${run.number}
    </p>
    ${neighbourLinks(run, neighbours)}
    <div${live} data-revision="${run.revision}">
      <h1>${runTitle(run)}${running}</h1>
      <p class="lede">${symbols(runLede(run))}${tagChips(run)}</p>
      ${chartsSheet(run, windowOf(query), view)}
      ${sheet('summary', 'Summary', summarySection(run))}
      ${sheet('conditions', 'Conditions', conditionsSection(run))}
      ${sheet('quality', 'Quality', qualitySection(run))}
      ${sheet('steps', 'Steps', stepsTable(run))}
      ${sheet('sweeps', 'Sweeps', sweepsSection(run, query.get('sweep')))}
      ${filesSheet(run, shard)}
      ${sheet('jobs', 'Jobs', jobsSection(run))}
      ${alarms.length > 0 ? sheet('alarms', 'Alarms', alarmsSection(alarms, run.start ?? 0)) : null}
      ${isLogged ? sheet('log', 'Log', runLog(run)) : null}
      ${sheet('about', 'About this run', about(run, merged))}
      ${sheet('cite', 'Cite this run', citeSection(run))}
      ${sheet('take', 'Take this run away', takeSection(dataHref(shard)))}
    </div>`;
  return {
    title: `Run ${run.number} of ${run.campaignName}`,
    description: runTitle(run),
    body: body.text,
  };
}

function windowOf(query: URLSearchParams): Span | null {
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
  return from > 0 && to > from ? { from, to } : null;
}

function sheet(id: string, title: string, markup: Html): Html {
  return html`<section class="sheet" id="${id}" aria-labelledby="h-${id}">
    <h2 id="h-${id}">${title}</h2>
    ${markup}
  </section>`;
}

function about(run: OpenedRun, merged: string | null): Html {
  const facts = runFacts(run).map(
    ([name, value]) =>
      html`<dt>${name}</dt>
        <dd>${value}</dd>`,
  );
  return html`<dl class="facts">${facts}</dl>
    ${merged === null ? null : html`<p>${merged}</p>`}`;
}

/** Lanes and charts; script takes the place of the SVG and adds cursor and zoom. */
function chartsSheet(run: OpenedRun, window: Span | null, around: AlarmsOfRun): Html {
  const without = channelsWithout(run);
  return html`<section class="sheet" id="charts" aria-label="Charts">
    ${timelineParts(run, window, around)}
    ${without.length === 0 ? null : html`<p class="hint">No reading in this run: ${without.join(', ')}.</p>`}
  </section>`;
}

function timelineParts(run: OpenedRun, window: Span | null, around: AlarmsOfRun): Html {
  const timeline = runTimeline(run, window, around);
  if (timeline === null && run.origin === 'import')
    return html`<p class="empty">
      Nothing is drawn over time: the older catalogue does not say when this run was taken.
    </p>`;
  if (timeline === null)
    return html`<p class="empty">Nothing of this run has a time, so there is nothing to draw.</p>`;
  const input = { ...timeline, window: wholeSpan(run) ?? timeline.window };
  return html`<flash-timeline>${timelineHtml(timeline)}</flash-timeline>${readoutHtml()}
    <script type="application/json" data-timeline-input>
      ${raw(timelineData(input, run.packed))}
    </script>
    ${timeline.panels.length === 0 ? null : tableTwin(timeline.panels, timeline.window)}`;
}
