/** `flash alarm ack`: somebody has seen an alarm and says so. */

import { alarmKey } from '#telemetry/alarms/alarm.ts';
import { addAct, readRaisedAlarms } from '#telemetry/catalogue/alarms.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import type { Command } from '#telemetry/command.ts';
import { useCatalogue } from '#telemetry/commands/use-catalogue.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';
import { isMeant, readAlarmWords, whoAndWhy } from './alarm-words.ts';

export const command: Command = {
  options: { ...configOptions, ...whoAndWhy },
  usage: 'NAME [SUBJECT] --why TEXT [--by NAME]',
  description: `Says that a person has seen the raised alarms of an alert, or the one about SUBJECT: a channel, node or volume
as the list shows it. Others see by whom and why. A latched alarm whose condition is over is gone with it.

  ${program} alarm ack SensorOverRange blackfridge/ch6-t --why "known: the sensor ends at 102 K"
`,
  async run(input) {
    const words = readAlarmWords(input);
    return await useCatalogue(input, async ({ pools }) => {
      const raised = await consistentReads(pools.publisher)(readRaisedAlarms);
      const meant = raised.filter((alarm) => isMeant(words, alarm) && alarm.acknowledged === null);
      if (meant.length === 0) throw nothingMeant(words.alert, words.about);
      const { alert, by, why } = words;
      for (const { subject } of meant) {
        const at = systemClock.now();
        await addAct(pools.recorder, {
          what: 'acknowledge',
          alert,
          subject,
          until: null,
          by,
          why,
          at,
        });
      }
      for (const alarm of meant) input.say(`${alarmKey(alarm)}: acknowledged by ${by}`);
      return 0;
    });
  },
};

function nothingMeant(alert: string, about: string | null): FlashError {
  return new FlashError({
    operation: 'acknowledge an alarm',
    subject: about === null ? alert : `${alert} ${about}`,
    reason: 'no such alarm is raised that nobody has acknowledged',
    hint: `see which there are: ${program} alarm list`,
  });
}
