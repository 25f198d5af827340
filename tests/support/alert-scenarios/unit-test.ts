/** Writes a scenario as a unit test of `promtool test rules`: it fires when it should, not before, not without data, and clears. */

import { stringify } from 'yaml';
import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import type { Course, Scenario } from './scenario.ts';

/** As `dashboards/export/rules.ts` keeps a latched alarm. */
const LATCH_MIN = 12 * 60;

interface Check {
  readonly atMin: number;
  readonly what: string;
  readonly firing: 0 | 1;
}

/** When a scenario is asked what fires, and its times in minutes. */
interface Plan {
  readonly checks: readonly Check[];
  readonly badEnd: number;
  readonly end: number;
}

/** Returns when a scenario of an alert is asked what fires. */
export function planOf(alert: AlertDefinition, scenario: Scenario): Plan {
  const { stepS, quiet, holdsAfter, clearsAfter } = scenario;
  const step = stepS / 60;
  const forMin = alert.forMs / 60_000;
  const fires = { notBefore: quiet + holdsAfter[0] + forMin, by: quiet + holdsAfter[1] + forMin };
  const badEnd = Math.ceil((fires.by + 4 * step + 2) / step) * step;
  const over = badEnd + clearsAfter + 2 * step;
  const kept = over + LATCH_MIN + 2 * step;
  const end = alert.isLatched ? kept : over;
  const checks: readonly Check[] = [
    { atMin: quiet - step, what: 'all is well', firing: 0 },
    { atMin: fires.notBefore - step, what: 'not before', firing: 0 },
    { atMin: fires.by + step, what: 'it fires', firing: 1 },
    { atMin: badEnd - step, what: 'it goes on', firing: 1 },
    ...(alert.isLatched ? [{ atMin: over, what: 'latched: it stays', firing: 1 } as const] : []),
    { atMin: end, what: 'it clears', firing: 0 },
  ];
  return { checks, badEnd, end };
}

/** Returns the file of a test; its rules lie at `rulesPath`. */
export function unitTest(alert: AlertDefinition, scenario: Scenario, rulesPath: string): string {
  const { stepS, quiet } = scenario;
  const step = stepS / 60;
  const { checks, badEnd, end } = planOf(alert, scenario);
  const times = { stepS, from: quiet * 60, to: badEnd * 60, end: end * 60 };
  const sees = alert.when.op === 'absent' ? 1 : 0;
  return stringify(
    {
      rule_files: [rulesPath],
      evaluation_interval: `${stepS}s`,
      tests: [
        {
          name: `${alert.name}: fires and clears`,
          interval: `${stepS}s`,
          input_series: inputOf(scenario.series, times),
          promql_expr_test: checks.map((check) => exprTest(alert.name, check)),
        },
        {
          name: `${alert.name}: no data`,
          interval: `${stepS}s`,
          input_series: [{ series: 'something_else', values: `1x${Math.ceil(end / step)}` }],
          promql_expr_test: [
            exprTest(alert.name, { atMin: end, what: 'without data', firing: sees }),
          ],
        },
      ],
    },
    { lineWidth: 0 },
  );
}

function exprTest(name: string, { atMin, firing }: Check): object {
  return {
    expr: `count(ALERTS{alertname="${name}",alertstate="firing"}) or vector(0)`,
    eval_time: `${Math.round(atMin * 60)}s`,
    exp_samples: [{ labels: '{}', value: firing }],
  };
}

interface Times {
  readonly stepS: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

function inputOf(series: Scenario['series'], times: Times): readonly object[] {
  return Object.entries(series).map(([name, course]) => ({
    series: name,
    values: valuesOf(course, times),
  }));
}

/** Runs of one value are written short: `0x40`. */
function valuesOf(course: Course, { stepS, from, to, end }: Times): string {
  const texts: string[] = [];
  for (let t = 0; t <= end; t += stepS) {
    const value = course({ t, from, to, isBad: t >= from && t < to });
    texts.push(value === null ? '_' : String(value));
  }
  const runs: string[] = [];
  for (let at = 0; at < texts.length;) {
    let until = at;
    while (texts[until + 1] === texts[at]) until += 1;
    const count = until - at;
    const text = texts[at] ?? '_';
    runs.push(count === 0 ? text : text === '_' ? `_x${count + 1}` : `${text}x${count}`);
    at = until + 1;
  }
  return runs.join(' ');
}
