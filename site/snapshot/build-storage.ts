/** What the page of storage shows: use, growth and quotas of every resource; what was of the past is read once. */

import { growthOf } from '#telemetry/analysis/forecast.ts';
import type { CampaignRow } from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readUsage } from '#telemetry/catalogue/read/now.ts';
import {
  readFirstUsage,
  readQuotas,
  readResources,
  readUsageBefore,
  type QuotaRow,
  type ResourceRow,
  type UsageRow,
} from '#telemetry/catalogue/read/storage.ts';
import type {
  QuotaShown,
  ResourceShown,
  Storage,
  StoragePoint,
  YearLine,
} from './schema/storage.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Days of history that the page draws. */
const DAYS = 90;
/** As the alerts look back: a volume six hours, a quota that a cloud answers now and then a day. */
const VOLUME_GROWTH_MS = 6 * HOUR;
const QUOTA_GROWTH_MS = DAY;

/** What does not change any more: the last usage before midnight, by resource and midnight; when a resource was first asked. */
export interface StorageMemory {
  readonly closed: Map<string, UsageRow | null>;
  readonly first: Map<number, number | null>;
}

export function newStorageMemory(): StorageMemory {
  return { closed: new Map(), first: new Map() };
}

export interface StorageInput {
  readonly connection: ReadConnection;
  readonly memory: StorageMemory;
  readonly campaign: CampaignRow | null;
  readonly now: number;
}

/** Reads the resources; what is not known is null, never 0. */
export async function buildStorage(input: StorageInput): Promise<Storage> {
  const { connection, campaign, now } = input;
  const resources = await readResources(connection);
  const quotas = Map.groupBy(await readQuotas(connection), ({ resourceId }) => resourceId);
  const shown: ResourceShown[] = [];
  const years: YearLine[] = [];
  for (const resource of resources) {
    const own = quotas.get(resource.id) ?? [];
    shown.push(await showResource(input, resource, own));
    years.push(...(await yearLines(input, resource, own)));
  }
  return {
    at: now,
    plannedEnd: campaign?.plannedEnd ?? null,
    campaign: campaign?.name ?? null,
    resources: shown,
    years: years.sort((a, b) => b.year - a.year),
  };
}

async function showResource(
  input: StorageInput,
  resource: ResourceRow,
  quotas: readonly QuotaRow[],
): Promise<ResourceShown> {
  const { connection, now } = input;
  const { id, name, label, role, unit } = resource;
  const last = await readUsageBefore(connection, id, 0, now + DAY);
  const growthOverMs = quotas.length > 0 ? QUOTA_GROWTH_MS : VOLUME_GROWTH_MS;
  const lately = last === null ? [] : await readUsage(connection, id, last.at - growthOverMs);
  return {
    name,
    label,
    role: role as ResourceShown['role'],
    unit,
    at: last?.at ?? null,
    used: last?.used ?? null,
    capacity: last?.capacity ?? null,
    growth: growthOf(lately),
    growthOverMs,
    days: await dailyPoints(input, id, last),
    quotas: quotasAt(quotas, now).map(showQuota),
  };
}

/** The last usage of each day; of days that are over it is remembered. */
async function dailyPoints(
  input: StorageInput,
  id: number,
  last: UsageRow | null,
): Promise<readonly StoragePoint[]> {
  if (last === null) return [];
  const first = await firstUsage(input, id);
  const today = Math.floor(input.now / DAY) * DAY;
  const from = Math.max(today - (DAYS - 1) * DAY, Math.floor((first ?? today) / DAY) * DAY);
  const points: StoragePoint[] = [];
  for (let day = from; day < today; day += DAY) {
    const row = await closedUsage(input, id, day, day + DAY);
    points.push({ t: row?.at ?? day + DAY, used: row?.used ?? null });
  }
  return [...points, { t: last.at, used: last.used }];
}

async function firstUsage(
  { connection, memory }: StorageInput,
  id: number,
): Promise<number | null> {
  const known = memory.first.get(id) ?? null;
  if (known !== null) return known;
  const first = await readFirstUsage(connection, id);
  memory.first.set(id, first);
  return first;
}

/** An hour later nothing of a day comes any more, but for what an agent kept while the hub was away: that is seen after a restart. */
async function closedUsage(
  { connection, memory, now }: StorageInput,
  id: number,
  from: number,
  to: number,
): Promise<UsageRow | null> {
  const key = `${String(id)} ${String(from)} ${String(to)}`;
  const known = memory.closed.get(key);
  if (known !== undefined) return known;
  const row = await readUsageBefore(connection, id, from, to);
  if (now > to + HOUR) memory.closed.set(key, row);
  return row;
}

/** Of each standing and source the one that began last. */
export function quotasAt(quotas: readonly QuotaRow[], at: number): readonly QuotaRow[] {
  const held = new Map<string, QuotaRow>();
  for (const quota of quotas)
    if (quota.validFrom <= at) held.set(`${quota.standing} ${quota.source}`, quota);
  return [...held.values()];
}

function showQuota({ standing, source, bound, value, validFrom, note }: QuotaRow): QuotaShown {
  return { standing, source, bound, value, validFrom, note };
}

/** A line a year, from the first quota on: what held last in that year. */
async function yearLines(
  input: StorageInput,
  { id, name, label, unit }: ResourceRow,
  quotas: readonly QuotaRow[],
): Promise<readonly YearLine[]> {
  if (quotas.length === 0) return [];
  const thisYear = new Date(input.now).getUTCFullYear();
  const firstYear = new Date(
    Math.min(...quotas.map(({ validFrom }) => validFrom)),
  ).getUTCFullYear();
  const lines: YearLine[] = [];
  for (let year = Math.max(firstYear, thisYear - 30); year <= thisYear; year += 1) {
    const end = Math.min(Date.UTC(year + 1, 0), input.now + 1);
    const held = quotasAt(quotas, end - 1);
    const usage =
      year === thisYear
        ? await readUsageBefore(input.connection, id, Date.UTC(year, 0), end)
        : await closedUsage(input, id, Date.UTC(year, 0), end);
    lines.push({
      year,
      resource: name,
      label,
      unit,
      requested: ofStanding(held, 'requested'),
      assigned: ofStanding(held, 'assigned'),
      used: usage?.used ?? null,
      usedAt: usage?.at ?? null,
    });
  }
  return lines;
}

/** Of several sources the one that gives least: what two papers say differently is not given twice. */
function ofStanding(
  quotas: readonly QuotaRow[],
  standing: QuotaRow['standing'],
): YearLine['assigned'] {
  const weight = ({ bound, value }: QuotaRow): number =>
    bound === 'none' ? 0 : bound === 'unlimited' ? Infinity : (value ?? Infinity);
  const [least] = quotas
    .filter((quota) => quota.standing === standing)
    .sort((a, b) => weight(a) - weight(b));
  return least === undefined
    ? null
    : { bound: least.bound, value: least.value, source: least.source };
}
