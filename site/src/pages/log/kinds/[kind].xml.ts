/** `/log/kinds/<kind>.xml`: the entries about runs of a kind. */

import type { APIRoute } from 'astro';
import { RUN_KINDS } from '#telemetry/facts/file.ts';
import { href } from '../../../href.ts';
import { feedResponse } from '../../../log/feeds.ts';

export const prerender = false;

export const GET: APIRoute = async ({ locals, url, site, params }) => {
  const kind = RUN_KINDS.find((one) => one === params['kind']);
  if (kind === undefined) return new Response('There is no such kind of run.\n', { status: 404 });
  const { snapshot } = locals;
  const runs = new Set<string>();
  for (const { slug } of (await snapshot?.campaigns())?.campaigns ?? []) {
    const { columns } = (await snapshot?.runs(slug)) ?? {};
    for (const [i, number] of columns?.number.entries() ?? [])
      if (columns?.kind[i] === kind) runs.add(`${slug}/${String(number)}`);
  }
  return await feedResponse({
    snapshot,
    url,
    site,
    title: `FLASH: the log, ${kind} runs`,
    page: href('log/'),
    query: { is: 'all' },
    isWanted: ({ run }) => run !== null && runs.has(`${run.campaign}/${String(run.number)}`),
  });
};
