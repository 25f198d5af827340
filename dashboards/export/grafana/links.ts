/** Links from Grafana to the site and to procedures, with absolute times, and from dashboard to dashboard. */

import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardDefinition, Panel } from '../../definition.ts';

export const TAG = 'flash';
/** The span that is shown, in UTC milliseconds, as pages of the site read it. */
const SPAN = 'from=${__from}&to=${__to}';

export function uidOf(name: string): string {
  return `flash-${name}`;
}

function toSite(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .icon('external link')
    .url(url)
    .targetBlank(true);
}

/** Returns the links above a dashboard. */
export function dashboardLinks(
  { name, variables }: DashboardDefinition,
  siteUrl: string,
): DashboardLinkBuilder[] {
  return [
    new DashboardLinkBuilder('Questions')
      .type(DashboardLinkType.Dashboards)
      .tags([TAG])
      .asDropdown(true)
      .includeVars(true)
      .keepTime(true),
    ...(variables.includes('run')
      ? [toSite('Page of the run', `${siteUrl}/runs/\${run:raw}/?${SPAN}`)]
      : [
          toSite('On the site', `${siteUrl}/dashboards/${name}/?${SPAN}`),
          toSite('Runs', `${siteUrl}/runs/?${SPAN}`),
        ]),
    toSite('Procedures', `${siteUrl}/docs/procedures/?${SPAN}`),
  ];
}

/** Returns the link of a panel to what to do. */
export function panelLinks({ procedure }: Panel, siteUrl: string): DashboardLinkBuilder[] {
  return procedure === null ? [] : [toSite('What to do', `${siteUrl}/docs/${procedure}/?${SPAN}`)];
}

/** Returns the links of a cell that names a run: the dashboard of that run, in its own time, and its page. */
export function runLinks(siteUrl: string): readonly object[] {
  const times = 'from=${__data.fields.start_ms.numeric}&to=${__data.fields.end_ms.numeric}';
  return [
    {
      title: 'This run, in its time',
      url: `/d/${uidOf('run')}?var-run=\${__value.raw}&${times}`,
    },
    {
      title: 'Its page',
      url: `${siteUrl}/runs/\${__value.raw}/?${times}`,
      targetBlank: true,
    },
  ];
}
