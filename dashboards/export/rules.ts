/** The alert and recording rules of Prometheus, one file a topic. */

import { stringify } from 'yaml';
import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
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

type RulesInput = Pick<ExportInput, 'siteUrl' | 'pace'>;

/** Returns one rule as Prometheus reads it. */
export function alertRule(alert: AlertDefinition, { siteUrl, pace }: RulesInput): object {
  const { name, forMs, severity, topic, owner, runbook, when, isLatched } = alert;
  return {
    alert: name,
    expr: conditionText(when, name, pace),
    ...(forMs > 0 ? { for: spanText(forMs / pace) } : {}),
    ...(isLatched ? { keep_firing_for: spanText(LATCH_MS / pace) } : {}),
    labels: { severity, topic, owner },
    annotations: {
      summary: summaryTemplate(alert),
      reason: thresholdsOf(when)
        .map(({ reason }) => reason)
        .join(' '),
      runbook_url: `${siteUrl}/docs/${runbook}/`,
    },
  };
}

/** Returns the files of rules: one for each topic, and one of recordings. */
export function ruleFiles(
  alerts: readonly AlertDefinition[],
  recordings: readonly Recording[],
  input: RulesInput,
): readonly ExportedFile[] {
  const topics = Map.groupBy(alerts, ({ topic }) => topic);
  return [
    ...[...topics].map(([topic, list]) => ({
      path: `rules/${topic}.yml`,
      text: yamlText(`Alerts about ${topic}.`, {
        groups: [{ name: `flash-${topic}`, rules: list.map((alert) => alertRule(alert, input)) }],
      }),
    })),
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
