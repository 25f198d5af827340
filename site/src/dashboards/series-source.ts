/** Which channels of the snapshot hold the history of a panel's value, or why none does. */

import type { Now } from '#site/snapshot/schema/now.ts';
import type { Selection, Value } from '#telemetry/alerts/expression.ts';
import { cryostatByQuantity } from '#telemetry/metrics/cryostat.ts';
import type { KeyRole } from '#telemetry/key-roles.ts';
import { keyField, keyMagnetMode } from '#telemetry/metrics/experiment.ts';
import { metricNamed } from '#telemetry/metrics/index.ts';
import { recordedName } from '#telemetry/metrics/recorded-name.ts';
import { slowControl } from '../now/slow-control.ts';
import { span } from '../text/times.ts';
import { isSelected, recordedChannel, type SourceChannel } from './recorded-channel.ts';

export type SeriesSource =
  { readonly channels: readonly SourceChannel[] } | { readonly why: string };

/** Metrics of the hub that say what key channels with a role say: their history is the channel's own. */
const OF_ROLES: Readonly<Record<string, KeyRole>> = {
  [keyField.exposition]: 'field',
  [keyMagnetMode.exposition]: 'magnet_mode',
};

const COMPUTED = 'it is computed from what was measured, and the snapshot holds only that';
const NOT_RECORDED = 'only Prometheus keeps its history';
const NO_READING = 'no reading of it is known';
const NOT_YET = 'no reading of it has come yet';

/**
 * Returns the channels of a value: of slow control by quantity, of a metric of agents or the hub by its recorded name.
 * Of a time only its age is kept, and of what is kept as its age only that.
 */
export function seriesSource(value: Value, now: Pick<Now, 'agents' | 'channels'>): SeriesSource {
  if (value.op !== 'last' && value.op !== 'age') return { why: COMPUTED };
  const isAge = metricNamed(value.of.metric)?.recordAs === 'age';
  if ((value.op === 'age') !== isAge) return { why: isAge ? COMPUTED : NOT_RECORDED };
  const found = channelsOf(value.of, now);
  if (found === null) return { why: NOT_RECORDED };
  return found.length === 0 ? { why: whyNone(value.of.metric) } : { channels: found };
}

/** No reading is not zero: of what is recorded it is said how often. */
function whyNone(metric: string): string {
  const everyMs = metricNamed(metric)?.recordMs ?? null;
  return everyMs === null
    ? NO_READING
    : `${NOT_YET}: where it is watched, one is kept every ${span(everyMs)}`;
}

/** Null: the metric has no history in the catalogue. */
function channelsOf(
  { metric, where }: Selection,
  now: Pick<Now, 'agents' | 'channels'>,
): readonly SourceChannel[] | null {
  const { channels } = now;
  const quantity = Object.keys(cryostatByQuantity).find(
    (key) => cryostatByQuantity[key]?.exposition === metric,
  );
  const isChosen = ({ labels }: SourceChannel): boolean => isSelected(labels, where);
  if (quantity !== undefined)
    return slowControl(now)
      .filter((one) => one.quantity === quantity)
      .map(({ name, device, label }) => ({ channel: name, labels: { device, channel: label } }))
      .filter(isChosen);
  const role = OF_ROLES[metric];
  if (role !== undefined)
    return channels
      .filter((one) => one.role === role)
      .map(({ name, label }) => ({ channel: name, labels: { channel: label } }))
      .filter(isChosen);
  const recorded = metricNamed(metric);
  const name =
    metric === 'flash_daq_bytes_per_second' ? 'daq/rate' : recorded && recordedName(recorded);
  if (name === undefined || (recorded?.recordMs === null && name !== 'daq/rate')) return null;
  return channels.flatMap((one) => recordedChannel(one, name)).filter((one) => isChosen(one));
}
