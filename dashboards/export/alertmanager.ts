/** Alertmanager's configuration: what is told together, how often, to whom, and what explains what. */

import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import type { ExportedFile, ExportInput } from './export.ts';
import { yamlText } from './rules.ts';
import { spanText } from './promql.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** An alarm that explains others while it fires: one entry for each way in which they must be of one thing. */
function inhibitRules(alerts: readonly AlertDefinition[]): readonly object[] {
  const links = alerts.flatMap(({ name, parents }) =>
    parents.map(({ alert, equal }) => ({ child: name, alert, equal })),
  );
  const groups = Map.groupBy(links, ({ alert, equal }) => [alert, ...equal].join(' '));
  return [...groups.values()].map((list) => ({
    source_matchers: [`alertname = ${list[0]?.alert ?? ''}`],
    target_matchers: [`alertname =~ ${list.map(({ child }) => child).join('|')}`],
    ...(list[0]?.equal.length === 0 ? {} : { equal: list[0]?.equal ?? [] }),
  }));
}

/** Returns `alertmanager.yml`. */
export function alertmanagerFile(
  alerts: readonly AlertDefinition[],
  { pace, webhook }: Pick<ExportInput, 'pace' | 'webhook'>,
): ExportedFile {
  const paced = (ms: number): string => spanText(Math.max(SECOND, ms / pace));
  const config = {
    route: {
      receiver: 'people',
      group_by: ['topic', 'alertname'],
      group_wait: paced(10 * SECOND),
      group_interval: paced(60 * SECOND),
      repeat_interval: paced(12 * HOUR),
      routes: [
        {
          matchers: ['severity = critical'],
          receiver: 'people',
          group_wait: paced(SECOND),
          repeat_interval: paced(HOUR),
        },
        { matchers: ['severity = info'], receiver: 'people', repeat_interval: paced(24 * HOUR) },
      ],
    },
    inhibit_rules: inhibitRules(alerts),
    receivers: [
      {
        name: 'people',
        ...(webhook === null ? {} : { webhook_configs: [{ url: webhook, send_resolved: true }] }),
      },
    ],
  };
  const title =
    webhook === null
      ? 'Alertmanager. It tells nobody yet: give "people" a webhook (--webhook URL), e-mail or what you use.'
      : 'Alertmanager: what is told together, how often, to whom.';
  return { path: 'alertmanager.yml', text: yamlText(title, config) };
}
