/** Slow control from an MQTT broker: each message acknowledged only when its reading is in the spool. */

import { readFileSync } from 'node:fs';

import type { Collector, CollectorContext, CollectorProblem } from '#agents/collector.ts';
import { defineCollector } from '#agents/collector.ts';
import { fileHints } from '#agents/source-hint.ts';
import { openMqtt } from '#agents/sources/mqtt-connection.ts';
import type { MqttConnectionOptions, MqttMessage } from '#agents/sources/mqtt-connection.ts';
import { readSecret } from '#telemetry/config/secret.ts';
import { FlashError } from '#telemetry/errors.ts';
import { cryostatMetrics } from '#telemetry/metrics/cryostat.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/mqtt.ts';

import type { MqttSettings } from './mqtt.schema.ts';
import { createMqttChannels } from './mqtt/channels.ts';
import type { ChannelReading } from './mqtt/channels.ts';
import { createInbox } from './mqtt/inbox.ts';
import type { Inbox } from './mqtt/inbox.ts';
import { createReadingBook } from './mqtt/reading-book.ts';
import type { ReadingBook } from './mqtt/reading-book.ts';
import { createSession } from './mqtt/session.ts';
import type { Session } from './mqtt/session.ts';
import { createTriage } from './mqtt/triage.ts';
import type { Triage } from './mqtt/triage.ts';

export const mqtt = defineCollector<MqttSettings>({
  name: 'mqtt',
  summary: 'Slow control from an MQTT broker: numbers or JSON by topic, acknowledged when stored',
  intervalMs: 1_000,
  deadlineMs: 20_000,
  metrics: [
    ...metrics.mqttMetrics,
    ...cryostatMetrics.filter(({ labels }) => labels.some((label) => label === 'channel')),
  ],
  schema: async () => (await import('./mqtt.schema.ts')).mqttSchema,
  create: createMqtt,
  sources: (settings) => [
    { kind: 'address', what: 'broker', url: settings.url },
    ...fileHints({
      password: settings.password_file,
      authority: settings.ca_file,
      certificate: settings.cert_file,
      key: settings.key_file,
    }),
  ],
});

/** A message larger than this is no reading; with MQTT 5 the broker does not even send it. */
const LARGEST_PACKET = 65_536;
const CONNECT_TIMEOUT_MS = 10_000;
/** The first round waits so long for the broker, a trial for messages too. */
const FIRST_WAIT_MS = 5_000;
/** After messages the next round waits so long for more: what the acknowledgements let go. */
const MORE_WAIT_MS = 100;
/** Messages that stay known after the broker has handled their acknowledgement. */
const KNOWS = 200;
/** Rounds further apart than this may have let the broker's queue grow. */
const LAG_MS = 10_000;
/** Odd messages told one by one in a round; the rest is counted. */
const MOST_PROBLEMS = 100;

/** Makes the collector; see `mqtt.schema.ts` for its settings. */
export function createMqtt(settings: MqttSettings, context: CollectorContext): Collector {
  return new MqttCollector(settings, context);
}

class MqttCollector implements Collector {
  readonly #settings: MqttSettings;
  readonly #context: CollectorContext;
  readonly #triage: Triage;
  readonly #inbox: Inbox<readonly ChannelReading[]>;
  readonly #session: Session;
  readonly #book: ReadingBook;
  readonly #problems: CollectorProblem[] = [];
  #untold = 0;
  #isStarted = false;
  #expectsMore = false;
  #lastRound = 0;
  #filters: string;

  constructor(settings: MqttSettings, context: CollectorContext) {
    const { cursor, timeZone, effects } = context;
    const report = (problem: CollectorProblem): void => {
      if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
      else this.#untold += 1;
    };
    const { topics, max_channels: maxChannels } = settings;
    const channels = createMqttChannels({ topics, timeZone, maxChannels, report });
    this.#settings = settings;
    this.#book = createReadingBook(context.limits ?? []);
    this.#context = context;
    this.#triage = createTriage({
      channels,
      report,
      largest: LARGEST_PACKET,
      clock: effects.clock,
    });
    this.#inbox = createInbox({
      read: (message) => this.#triage.read(message, this.#session.mayBeQueued()),
      limit: settings.buffer,
      knows: KNOWS,
      kept: cursor.get('known'),
    });
    this.#filters = cursor.get('filters') ?? '';
    this.#session = createSession({
      open: (listener) => openMqtt(connectionOptions(settings, context), listener),
      filters: channels.filters,
      oldFilters: this.#filters.split('\n').filter((filter) => filter !== ''),
      onMessage: (message: MqttMessage, connection) => this.#inbox.put(message, connection),
      onConfirmed: (ids) => this.#inbox.confirm(ids),
      onRefused: (message) => report({ reason: 'denied', subject: settings.url, message }),
      unsettled: (connection) => this.#inbox.unsettled(connection),
    });
    this.#wanted = channels.filters.join('\n');
  }

  readonly #wanted: string;

  async collect(): ReturnType<Collector['collect']> {
    this.#noteLag();
    await this.#await();
    if (!this.#session.isConnected() && this.#inbox.waiting() === 0) throw this.#away();
    const { clock } = this.#context.effects;
    const readings = this.#inbox.take().flat();
    const facts = this.#book.facts(readings);
    const cursor: Record<string, string> = {};
    if (readings.length > 0) cursor['known'] = this.#inbox.keep();
    if (this.#filters !== this.#wanted) cursor['filters'] = this.#filters = this.#wanted;
    this.#expectsMore = readings.length > 0;
    const observations = [...this.#book.observe(clock.now()), ...this.#observe()];
    return { facts, observations, problems: this.#takeProblems(), cursor, more: this.#expectsMore };
  }

  stored(): void {
    if (this.#context.isTrial === true) return;
    const ids = this.#inbox.settle(this.#session.connection());
    this.#session.acknowledge(ids);
  }

  async stop(): Promise<void> {
    await this.#session.stop();
  }

  /** The spool was full, or the machine slept: the broker may have kept messages back meanwhile. */
  #noteLag(): void {
    const now = this.#context.effects.clock.monotonic();
    const isLate = this.#isStarted && now - this.#lastRound > LAG_MS;
    if (isLate && this.#inbox.unsettled(this.#session.connection()) > 0) this.#session.suspect();
    this.#lastRound = now;
  }

  /** Begins at the first round; waits for the broker's first word, or for what acknowledgements let go. */
  async #await(): Promise<void> {
    const signal = this.#context.signal();
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#session.start();
      await this.#session.wait(FIRST_WAIT_MS, signal);
      if (this.#context.isTrial === true) await this.#listen(FIRST_WAIT_MS, signal);
    } else if (this.#expectsMore && this.#inbox.waiting() === 0) {
      await this.#session.wait(MORE_WAIT_MS, signal);
    }
    // What came in one piece is taken in one round.
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #listen(ms: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#context.effects;
    const end = clock.monotonic() + ms;
    while (!signal.aborted && clock.monotonic() < end)
      await this.#session.wait(end - clock.monotonic(), signal);
  }

  #away(): FlashError {
    return new FlashError({
      operation: 'listen to the MQTT broker',
      subject: this.#settings.url,
      reason: this.#session.reason() ?? 'it does not answer',
      hint: 'check that the broker runs, and collectors.mqtt (url, user, password, certificates)',
      transient: true,
    });
  }

  #takeProblems(): CollectorProblem[] {
    const problems = this.#problems.splice(0);
    if (this.#untold > 0) {
      const message = `${String(this.#untold)} more odd messages in this round`;
      problems.push({ reason: 'more', subject: this.#settings.url, message });
    }
    this.#untold = 0;
    return problems;
  }

  #observe(): Observation[] {
    const { connected, failed, isConnected } = this.#session;
    const outcomes = Object.entries({
      ...this.#triage.counts,
      repeated: this.#triage.counts.repeated + this.#inbox.repeated(),
      thinned: this.#inbox.thinned(),
    });
    return [
      { metric: metrics.mqttConnected, labels: {}, value: isConnected() ? 1 : 0 },
      ...Object.entries({ connected: connected(), failed: failed() }).map(([outcome, value]) => ({
        metric: metrics.mqttConnections,
        labels: { outcome },
        value,
      })),
      ...outcomes.map(([outcome, value]) => ({
        metric: metrics.mqttMessages,
        labels: { outcome },
        value,
      })),
      { metric: metrics.mqttWaiting, labels: {}, value: this.#inbox.waiting() },
    ];
  }
}

/** Reads the files anew for each connection, so that renewed certificates and passwords are found. */
function connectionOptions(
  settings: MqttSettings,
  { node, isTrial = false }: CollectorContext,
): MqttConnectionOptions {
  const { protocol, hostname, port } = new URL(settings.url);
  const isTls = protocol === 'mqtts:';
  const clientId = settings.client_id ?? `flash-${node}`;
  const read = (field: string, file: string | undefined): Buffer | null =>
    file === undefined ? null : readPem(field, file);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTls ? 8883 : 1883) : Number(port),
    tls: isTls
      ? {
          ca: read('ca_file', settings.ca_file),
          cert: read('cert_file', settings.cert_file),
          key: read('key_file', settings.key_file),
        }
      : null,
    version: settings.version === '5' ? 5 : 4,
    // A trial under the agent's name would throw the agent out and take its messages.
    clientId: isTrial ? `${clientId}-trial-${String(process.pid)}` : clientId,
    clean: isTrial,
    username: settings.username,
    password: readSecret('collectors.mqtt.password', settings.password, settings.password_file),
    keepaliveS: settings.keepalive_s,
    receiveMaximum: settings.receive_maximum,
    sessionExpiryS: settings.session_expiry_s,
    maxPacketBytes: LARGEST_PACKET,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  };
}

function readPem(field: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new FlashError({
      operation: `read ${field}`,
      subject: file,
      reason: cause instanceof Error ? cause.message : String(cause),
      hint: 'check the path and that the user of the agent may read it',
      cause,
      transient: true,
    });
  }
}
