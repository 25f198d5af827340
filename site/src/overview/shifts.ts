/** The page of shifts: who is on, who was and will be, and the flags that people set on data. */

import type { FlagShown, RotaOfYear, ShiftShown } from '#site/snapshot/schema/rota.ts';
import { formatCount } from '#telemetry/units.ts';
import type { State } from '../now/state.ts';
import { href, runHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark, timeTag } from '../text/parts.ts';
import { clockMinute, clockMinuteOrDay, clockOrDay, day, dayClock } from '../text/times.ts';
import { csvHref } from './csv.ts';
import { onShift, onShiftWords } from './on-shift.ts';

const DAY = 86_400_000;
export interface ShiftsInput {
  readonly rota: RotaOfYear;
  readonly year: string;
  readonly years: readonly string[];
  readonly at: number;
  readonly silentSince: number | null;
}

/** The parts of the page by the name of their place. */
export function shiftsSections(input: ShiftsInput): Readonly<Record<string, string>> {
  const { rota, at } = input;
  return {
    head: head(input).text,
    rota: rotaSection(rota.shifts, at).text,
    flags: flagsSection(rota, at).text,
  };
}

/** The years there are, each with an address of its own. */
function yearLinks({ year, years }: ShiftsInput): Html | null {
  const others = years.filter((one) => one !== year);
  if (others.length === 0) return null;
  return html`<p class="lede years">
    ${year}; also ${others.map((one) => html`<a href="${href('shifts/')}?year=${one}">${one}</a> `)}
  </p>`;
}

function head(input: ShiftsInput): Html {
  const { rota, at, silentSince } = input;
  if (silentSince !== null)
    return html`<h1>
        <span class="attention">No news since ${clockOrDay(silentSince, at)} UTC.</span>
      </h1>
      <p class="lede">Below is the rota as it was then.</p>`;
  const on = onShiftWords(rota.shifts, at);
  const next = rota.shifts.find(({ from }) => from > at);
  return html`<h1>
      ${on === null ? 'Nobody is known to be on shift.' : html`On shift: <bdi>${on}</bdi>.`}
    </h1>
    <p class="lede">
      ${next === undefined ? 'No later shift is in the rota.' : html`Next: <bdi>${next.person}</bdi>${next.role === null ? null : ` (${next.role})`}, from ${timeTag(next.from, clockMinuteOrDay(next.from, at))}.`}
    </p>
    ${yearLinks(input)}`;
}

/** Newest day first; days without a shift are not there. */
function rotaSection(shifts: readonly ShiftShown[], at: number): Html {
  if (shifts.length === 0)
    return html`<p class="empty">
      No shift has been set. <code>flash shift set "Name" --role shifter --to 22:00</code>
    </p>`;
  const csv = csvHref(
    ['from', 'to', 'role', 'person'],
    shifts.map(({ from, to, role, person }) => [
      new Date(from).toISOString(),
      to === null ? null : new Date(to).toISOString(),
      role,
      person,
    ]),
  );
  const days = Map.groupBy(shifts.toReversed(), ({ from }) => Math.floor(from / DAY) * DAY);
  const on = new Set(onShift(shifts, at));
  return html`<p class="hint">
      Times are UTC. <a href="${csv}" download="flash-shifts.csv">CSV</a>
    </p>
    <div class="table-frame tall" tabindex="0" role="region" aria-label="Shifts">
      <table class="data rota">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Who</th>
            <th scope="col">As what</th>
          </tr>
        </thead>
        <tbody>
          ${[...days].map(([midnight, own]) => own.toReversed().map((shift, i) => shiftRow(shift, i === 0 ? midnight : null, { at, isOn: on.has(shift) })))}
        </tbody>
      </table>
    </div>`;
}

function shiftRow(
  { from, to, person, role }: ShiftShown,
  midnight: number | null,
  { at, isOn }: { readonly at: number; readonly isOn: boolean },
): Html {
  const end = to === null ? (isOn ? 'open' : 'never ended') : clockMinute(to);
  return html`<tr class="${isOn ? 'on' : from > at ? 'future' : ''}">
    <th scope="row">
      ${midnight === null ? html`<span class="sr-only">${day(from)}</span>` : day(midnight)}
    </th>
    <td>${timeTag(from, clockMinute(from))}</td>
    <td>${to === null ? html`<span class="missing">${end}</span>` : timeTag(to, end)}</td>
    <td>
      ${isOn ? html`<strong><bdi>${person}</bdi></strong> <span class="chip">on shift</span>` : html`<bdi>${person}</bdi>`}
    </td>
    <td>${role}</td>
  </tr>`;
}

const STATES: Readonly<Record<FlagShown['quality'], State>> = {
  good: 'good',
  doubtful: 'attention',
  bad: 'alarm',
};

function flagsSection({ flags, isCut }: RotaOfYear, at: number): Html {
  if (flags.length === 0)
    return html`<p class="empty">
      No flag was set in this year. <code>flash flag add bad --run CAMPAIGN/NUMBER --why "…"</code>
    </p>`;
  const withdrawn = flags.filter((flag) => flag.withdrawn !== null).length;
  return html`<p class="hint">
      ${formatCount(flags.length)}
      ${isCut ? 'newest flags' : flags.length === 1 ? 'flag' : 'flags'},
      ${withdrawn === 0 ? 'none withdrawn' : `${formatCount(withdrawn)} withdrawn`}; the newest that
      holds counts. <a href="${flagsCsv(flags)}" download="flash-flags.csv">CSV</a>
    </p>
    <div class="table-frame tall" tabindex="0" role="region" aria-label="Quality flags">
      <table class="data flags">
        <thead>
          <tr>
            <th scope="col">Set, UTC</th>
            <th scope="col">Quality</th>
            <th scope="col">Of</th>
            <th scope="col">Why</th>
            <th scope="col">By whom</th>
          </tr>
        </thead>
        <tbody>
          ${flags.map((flag) => flagRow(flag, at))}
        </tbody>
      </table>
    </div>`;
}

function flagRow(flag: FlagShown, at: number): Html {
  const { createdAt, quality, why, by, withdrawn, id } = flag;
  const mark =
    withdrawn === null
      ? stateMark(STATES[quality], quality)
      : html`<s>${quality}</s> <span class="quiet">withdrawn</span>`;
  const back =
    withdrawn === null
      ? null
      : html`<p class="quiet">
          Withdrawn ${timeTag(withdrawn.at, dayClock(withdrawn.at, at))} by
          <bdi>${withdrawn.by}</bdi>: <bdi>${withdrawn.why}</bdi>
        </p>`;
  return html`<tr id="flag-${id}">
    <th scope="row">${timeTag(createdAt, dayClock(createdAt, at))}</th>
    <td>${mark}</td>
    <td>${ofWhat(flag, at)}</td>
    <td class="wrap"><bdi>${why}</bdi>${back}</td>
    <td><bdi>${by}</bdi></td>
  </tr>`;
}

function ofWhat({ run, from, to }: FlagShown, at: number): Html {
  const whole = from === null && to === null;
  const begin = from === null ? 'its beginning' : timeTag(from, dayClock(from, at));
  const end = to === null ? 'its end' : timeTag(to, dayClock(to, at));
  if (run === null) return html`${begin} to ${end}, whatever lies in it`;
  const link = html`<a href="${runHref(run.campaign, run.number)}">run ${run.number}</a>`;
  return whole ? html`the whole of ${link}` : html`${link}, ${begin} to ${end}`;
}

function flagsCsv(flags: readonly FlagShown[]): string {
  const iso = (t: number | null | undefined): string | null =>
    t == null ? null : new Date(t).toISOString();
  return csvHref(
    [
      'id',
      'set_at',
      'quality',
      'campaign',
      'run',
      'from',
      'to',
      'why',
      'by',
      'withdrawn_at',
      'withdrawn_by',
      'withdrawn_why',
    ],
    flags.map(({ id, createdAt, quality, run, from, to, why, by, withdrawn }) => [
      id,
      iso(createdAt),
      quality,
      run?.campaign ?? null,
      run?.number ?? null,
      iso(from),
      iso(to),
      why,
      by,
      iso(withdrawn?.at),
      withdrawn?.by ?? null,
      withdrawn?.why ?? null,
    ]),
  );
}
