/** Campaigns and runs that a text names: by campaign, number, title, kind, tag; the newest campaigns first. */

import type { CampaignHead, Campaigns } from '#site/snapshot/schema/manifest.ts';
import type { Runs } from '#site/snapshot/schema/runs.ts';
import { fold } from '#telemetry/logbook/query/match.ts';
import { campaignHref, href, runHref } from '../href.ts';
import { html } from '../text/html.ts';
import { day } from '../text/times.ts';
import type { Reach } from './find-log.ts';
import type { Group, Result } from './group.ts';

export interface RunsSource {
  campaigns(): Promise<Campaigns>;
  runsOf(head: CampaignHead): Promise<Runs>;
}

interface Scored extends Result {
  readonly isExact: boolean;
}

/** Every word has to fit; a number is a run's, or stands in a name. */
export async function findRuns(
  source: RunsSource,
  text: string,
  { most, parts }: Reach,
): Promise<Group> {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '' && word !== 'run' && word !== 'runs');
  const { campaigns } = await source.campaigns();
  const near = campaigns.slice(0, parts);
  const found: Scored[] = words.length === 0 ? [] : near.flatMap((head) => campaignOf(head, words));
  if (words.length > 0)
    for (const runs of await Promise.all(near.map((head) => source.runsOf(head))))
      found.push(...runsOf(runs, words));
  const results = [
    ...found.filter(({ isExact }) => isExact),
    ...found.filter(({ isExact }) => !isExact),
  ].slice(0, most);
  const last = near.at(-1);
  const notes = [
    found.length > most ? html`${found.length - most} more fit: say more of them.` : null,
    last === undefined || near.length === campaigns.length
      ? null
      : html`campaigns before ${last.name} were not searched:
          <a href="${href('runs/')}">all campaigns</a>.`,
  ].filter((note) => note !== null);
  return {
    title: 'Runs',
    results,
    note: notes.length === 0 ? null : html`${notes.flatMap((note) => [note, ' '])}`,
  };
}

function campaignOf(head: CampaignHead, words: readonly string[]): readonly Scored[] {
  const { slug, name, title, experiment, runCount } = head;
  const said = fold([slug, name, title, experiment].join(' '));
  if (!words.every((word) => said.includes(word))) return [];
  return [
    {
      href: campaignHref(slug),
      title: html`<bdi>${name}</bdi>`,
      place: `campaign, ${runCount} runs${title === null ? '' : `, ${title}`}`,
      excerpt: null,
      isExact: words.includes(slug) || words.includes(fold(name)),
    },
  ];
}

function* runsOf({ slug, name, columns }: Runs, words: readonly string[]): Generator<Scored> {
  const ofCampaign = fold(`${slug} ${name}`);
  const isCampaigns = words.map((word) => ofCampaign.includes(word));
  for (const [i, number] of columns.number.entries()) {
    const [title, kind] = [columns.title[i] ?? null, columns.kind[i] ?? 'unknown'];
    const said = fold(`${title ?? ''} ${kind} ${columns.tags[i] ?? ''}`);
    const isOwn = words.map((word) => word === String(number) || said.includes(word));
    // A campaign's name alone means the campaign, not each of its runs.
    if (!isOwn.includes(true) || !isOwn.every((own, at) => own || isCampaigns[at])) continue;
    const start = columns.start[i] ?? null;
    yield {
      href: runHref(slug, number),
      title: html`Run ${number}${title === null ? null : html`, <bdi>${title}</bdi>`}`,
      place: [name, kind, ...(start === null ? [] : [day(start)])].join(', '),
      excerpt: null,
      isExact: words.includes(String(number)),
    };
  }
}
