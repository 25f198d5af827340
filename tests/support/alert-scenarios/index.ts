/** A scenario for each alert, by its name. */

import { cryogenicsScenarios } from './cryogenics.ts';
import { dataScenarios } from './data.ts';
import { operationScenarios } from './operation.ts';
import { safetyScenarios } from './safety.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: Readonly<Record<string, Scenario>> = {
  ...dataScenarios,
  ...cryogenicsScenarios,
  ...safetyScenarios,
  ...operationScenarios,
};
