/** `flash alarm shelve`: an alert is not told for a time. */

import { readRaisedAlarms, addAct, type AlarmAct } from '#telemetry/catalogue/alarms.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { UsageError, type Command } from '#telemetry/command.ts';
import { useCatalogue } from '#telemetry/commands/use-catalogue.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { shortTime } from '#telemetry/output/columns.ts';
import { program } from '#telemetry/program.ts';
import { isMeant, readAlarmWords, readSpan, textOf, whoAndWhy } from './alarm-words.ts';

/** A shelf is for works that end; what is wrong for longer wants another limit. */
const LONGEST_MS = 30 * 86_400_000;

export const command: Command = {
  options: {
    ...configOptions,
    ...whoAndWhy,
    for: { type: 'string', value: 'SPAN', help: 'for how long: 90min, 4h, 2d; at most 30d' },
    end: { type: 'boolean', help: 'take it off the shelf instead' },
  },
  usage: 'NAME [SUBJECT] --for SPAN --why TEXT [--by NAME] | NAME [SUBJECT] --end --why TEXT',
  description: `Puts an alert on the shelf for a time: its alarms are raised and kept, and nobody is told. SUBJECT is a channel,
node or volume of a raised alarm, or a whole subject as the list shows it; without it the alert is shelved whatever it
is about. The page of alarms says by whom, why and until when.

  ${program} alarm shelve TemperatureHigh --for 8h --why "warming up for the new cavity"
`,
  async run(input) {
    const words = readAlarmWords(input);
    const isEnd = input.options['end'] === true;
    const span = textOf(input, 'for');
    if (isEnd === (span !== null)) throw new UsageError('give --for SPAN, or --end');
    const now = systemClock.now();
    const until = span === null ? null : now + readSpan(span);
    if (until !== null && until - now > LONGEST_MS)
      throw new UsageError(`--for ${String(span)}: at most 30d`);
    return await useCatalogue(input, async ({ pools }) => {
      const { alert, about, by, why } = words;
      const raised = await consistentReads(pools.publisher)(readRaisedAlarms);
      const meant = raised.filter((alarm) => isMeant(words, alarm)).map(({ subject }) => subject);
      const subjects = about === null ? [null] : meant.length > 0 ? meant : [about];
      const what: AlarmAct['what'] = isEnd ? 'unshelve' : 'shelve';
      for (const subject of subjects)
        await addAct(pools.recorder, { what, alert, subject, until, by, why, at: now });
      const said = until === null ? 'told again' : `shelved until ${shortTime(until)} UTC`;
      for (const subject of subjects)
        input.say(`${alert}${subject === null ? '' : ` ${subject}`}: ${said}`);
      return 0;
    });
  },
};
