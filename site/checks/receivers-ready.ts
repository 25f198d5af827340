/** Whether receivers of alarms could be told: the alerts they name exist, and the files of their secrets can be read. */

import { alerts } from '#dashboards/alerts/index.ts';
import type { Check } from '#telemetry/check.ts';
import type { ReceiverConfig } from '#telemetry/config/receivers.ts';
import { readSecret } from '#telemetry/config/secret.ts';
import { program } from '#telemetry/program.ts';
import { readCertificates } from '#telemetry/receivers/webhook.ts';
import { wishesOf } from '../alarms/receivers.ts';

export const receiversReady: Check = {
  name: 'receivers of alarms are configured whole',
  async run({ config }) {
    await Promise.resolve();
    const { receivers } = config.alarms;
    if (receivers.length === 0)
      return { state: 'not applicable', found: 'no receiver: the hub tells nobody of alarms' };
    const names = receivers.map(({ name }) => name).join(', ');
    try {
      wishesOf(
        receivers,
        alerts.map(({ name }) => name),
      );
      for (const receiver of receivers) readFiles(receiver);
      return { state: 'good', found: `${names}; "${program} alarm test NAME" tries one` };
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      return {
        state: 'failed',
        found,
        mend: 'run it as the hub’s user, and check alarms.receivers',
      };
    }
  },
};

/** @throws where one cannot be read */
function readFiles(receiver: ReceiverConfig): void {
  if (receiver.kind === 'webhook') {
    readSecret('url', receiver.url, receiver.url_file);
    readSecret('token', receiver.token, receiver.token_file);
    if (receiver.ca_file !== undefined) readCertificates(receiver.ca_file);
    return;
  }
  const { password, password_file: file, ca_file: caFile } = receiver.smtp;
  readSecret('smtp.password', password, file);
  if (caFile !== undefined) readCertificates(caFile);
}
