/** What `flash doctor` asks of this node's agent. */

import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

import type { Check, CheckInput, CheckResult } from '#telemetry/check.ts';
import { describeError } from '#telemetry/errors.ts';

import { clock } from './checks/clock.ts';
import { metricsToken } from './pages.ts';
import { program } from '#telemetry/program.ts';

/** Below this a spool cannot take up a long absence of the recorder. */
const SPOOL_ROOM_BYTES = 1_000_000_000;

const collectorsKnow: Check = {
  name: "the collectors' settings are right",
  async run({ config, env }) {
    const { loadAgentConfiguration } = await import('./configured.ts');
    const input = { path: config.source, env, cwd: process.cwd(), demo: config.isDemo };
    try {
      const { collectors } = await loadAgentConfiguration(input);
      const names = collectors.map(({ name }) => name).join(', ');
      if (names !== '') return { state: 'good', found: names };
      const mend = `name some under collectors: in flash.yaml ("${program} init" shows how)`;
      return { state: 'attention', found: 'no collector is configured', mend };
    } catch (thrown) {
      return { state: 'failed', found: describeError(thrown), mend: 'mend the lines named above' };
    }
  },
};

const spoolHasRoom: Check = {
  name: 'the spool can be written and has room',
  run: async ({ config }) => spoolState(config.homeDirectory),
};

const agentAnswers: Check = {
  name: 'the agent answers',
  run: askAgent,
};

export const checks: readonly Check[] = [clock, collectorsKnow, spoolHasRoom, agentAnswers];

function spoolState(home: string): CheckResult {
  const folder = [join(home, 'spool'), home].find((path) => existsSync(path));
  if (folder === undefined)
    return { state: 'good', found: `${home} will be made at the first start` };
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const found = `${(free / 1e9).toFixed(1)} GB free at ${folder}`;
    if (free >= SPOOL_ROOM_BYTES) return { state: 'good', found };
    return { state: 'attention', found, mend: 'free at least 1 GB, or set FLASH_HOME elsewhere' };
  } catch (thrown) {
    const mend = `let this user write ${folder}, or set FLASH_HOME elsewhere`;
    return { state: 'failed', found: describeError(thrown), mend };
  }
}

async function askAgent({ config }: CheckInput): Promise<CheckResult> {
  const { listen, web_config_file: webConfig } = config.agent;
  const url = `http${webConfig === undefined ? '' : 's'}://${listen}/readyz`;
  try {
    const { status, body } = await getPage(url, metricsToken(config));
    if (status === 200) return { state: 'good', found: `ready at ${url}` };
    const why = /"reason": "([^"]+)"|"last_error": "([^"]+)"/.exec(body);
    const found = why?.[1] ?? why?.[2] ?? `it says that it is not ready (${String(status)})`;
    return { state: 'attention', found, mend: `curl ${url} says which part` };
  } catch {
    const mend = `start it: "${program} up", or on a node of its own "systemctl start flash-agent"`;
    return { state: 'attention', found: `nothing answers at ${url}`, mend };
  }
}

/** Whose certificate the agent of this very machine shows is not asked. */
function getPage(url: string, token: string | null): Promise<{ status: number; body: string }> {
  const http = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http');
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const options = { headers, rejectUnauthorized: false, timeout: 2_000, agent: false };
  return new Promise((resolve, reject) => {
    const request = http.get(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}
