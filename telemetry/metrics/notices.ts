/** Metrics of telling people of alarms: what receivers took, why they did not, and what waits for them. */

import { REASONS } from '../receivers/outcome.ts';
import { definerOf } from './define.ts';

const defineMetric = definerOf('hub');

export const messagesDelivered = defineMetric({
  name: 'flash.alarm.messages.delivered',
  exposition: 'flash_alarm_messages_delivered_total',
  kind: 'counter',
  unit: '{message}',
  help: 'Messages about alarms that a receiver took since the hub started.',
  labels: ['receiver'],
});

export const messagesFailed = defineMetric({
  name: 'flash.alarm.messages.failed',
  exposition: 'flash_alarm_messages_failed_total',
  kind: 'counter',
  unit: '{try}',
  help: 'Tries to tell a receiver of alarms that failed since the hub started, by reason; refused: it will not take the message as it is.',
  labels: ['receiver', 'reason'],
  values: { reason: REASONS },
  maxSeries: 256,
});

export const changesWaiting = defineMetric({
  name: 'flash.alarm.changes.waiting',
  exposition: 'flash_alarm_changes_waiting',
  kind: 'gauge',
  unit: '{change}',
  help: 'Changes of alarms that a receiver was not told of yet.',
  labels: ['receiver'],
  range: [0, 1e6],
});

export const oldestWaiting = defineMetric({
  name: 'flash.alarm.oldest_waiting.time',
  exposition: 'flash_alarm_oldest_waiting_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the oldest change that a receiver was not told of was made, UTC seconds since 1970; absent while nothing waits for it.',
  labels: ['receiver'],
  range: [0, 5e9],
});

/** Every metric of who is told of alarms. */
export const noticeMetrics = [
  messagesDelivered,
  messagesFailed,
  changesWaiting,
  oldestWaiting,
] as const;
