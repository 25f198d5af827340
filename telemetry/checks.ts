/** What `flash doctor` asks of the library's layer. */

import type { Check } from './check.ts';
import { backupFresh } from './checks/backup-fresh.ts';
import { catalogueAnswers } from './checks/catalogue-answers.ts';
import { mariadbInstalled } from './checks/mariadb-installed.ts';

export const checks: readonly Check[] = [mariadbInstalled, catalogueAnswers, backupFresh];
