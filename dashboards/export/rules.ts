/** The alert and recording rules of Prometheus, one file a topic. */

import { stringify } from 'yaml';
import { missingSources, SOURCES, type AlertDefinition } from '#telemetry/alerts/definition.ts';
import { thresholdsOf } from '#telemetry/alerts/result.ts';
import type { Recording } from '../recordings.ts';
import { summaryTemplate } from './annotation.ts';
import type { ExportedFile, ExportInput } from './export.ts';
import { conditionText, spanText, valueText } from './promql.ts';

/**
 * Prometheus cannot keep an alarm until a person has seen it, so a latched one is kept this long: a shift, and the one
 * that comes after it. Our own alarms wait for the person.
 */
const LATCH_MS = 12 * 3_600_000;

type RulesInput = Pick<ExportInput, 'siteUrl' | 'pace' | 'sources'>;

/** Returns one rule as Prometheus reads it. */
export function alertRule(
  alert: AlertDefinition,
  { siteUrl, pace }: Pick<RulesInput, 'siteUrl' | 'pace'>,
): object {
  const { name, forMs, severity, topic, owner, runbook, when, isLatched } = alert;
  return {
    alert: name,
    expr: conditionText(when, name, pace),
    ...(forMs > 0 ? { for: spanText(forMs / pace) } : {}),
    ...(isLatched ? { keep_firing_for: spanText(LATCH_MS / pace) } : {}),
    labels: { severity, topic, owner },
    annotations: {
      summary: summaryTemplate(alert, pace),
      reason: thresholdsOf(when)
        .map(({ reason }) => reason)
        .join(' '),
      runbook_url: `${siteUrl}/docs/${runbook}/`,
    },
  };
}

/** Returns a line for each alert that is off, with what it needs. */
export function offLines(
  alerts: readonly AlertDefinition[],
  sources: RulesInput['sources'],
): readonly string[] {
  return alerts.flatMap((alert) => {
    const missing = missingSources(alert, sources).map((source) => SOURCES[source]);
    return missing.length === 0 ? [] : [`off: ${alert.name} needs ${missing.join('; ')}`];
  });
}

/** Returns the files of rules: one for each topic, and one of recordings; alerts that are off are named at their heads. */
export function ruleFiles(
  alerts: readonly AlertDefinition[],
  recordings: readonly Recording[],
  input: RulesInput,
): readonly ExportedFile[] {
  const topics = Map.groupBy(alerts, ({ topic }) => topic);
  return [
    ...[...topics].map(([topic, list]) => {
      const isOn = (alert: AlertDefinition): boolean =>
        missingSources(alert, input.sources).length === 0;
      const rules = list.filter(isOn).map((alert) => alertRule(alert, input));
      const head = [`Alerts about ${topic}.`, ...offLines(list, input.sources)].join('\n# ');
      const groups = rules.length === 0 ? [] : [{ name: `flash-${topic}`, rules }];
      return { path: `rules/${topic}.yml`, text: yamlText(head, { groups }) };
    }),
    {
      path: 'rules/recordings.yml',
      text: yamlText('What panels ask often, over long spans.', {
        groups: [
          {
            name: 'flash-recordings',
            rules: recordings.map(({ name, value }) => ({
              record: name,
              expr: valueText(value, input.pace),
            })),
          },
        ],
      }),
    },
  ];
}

/** Returns YAML below a line that says what it is and where it comes from. */
export function yamlText(title: string, content: object): string {
  const head = `# ${title}\n# Written by "flash dashboards" from the definitions in dashboards/: change those, not this.\n`;
  return `${head}${stringify(content, { lineWidth: 0 })}`;
}
