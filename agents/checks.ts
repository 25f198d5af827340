/** What `flash doctor` asks of this node's agent. */

import type { Check, CheckInput, CheckResult } from '#telemetry/check.ts';
import { describeError } from '#telemetry/errors.ts';

import type { AgentConfiguration } from './configured.ts';
import { clock } from './checks/clock.ts';
import { pageUrl } from './look/look-at-pages.ts';
import { lookAtRecorder } from './look/look-at-recorder.ts';
import { lookAtSpool } from './look/look-at-spool.ts';
import { metricsToken } from './pages.ts';
import { program } from '#telemetry/program.ts';

async function load({ config, env }: CheckInput): Promise<AgentConfiguration> {
  const { loadAgentConfiguration } = await import('./configured.ts');
  const input = { path: config.source, env, cwd: process.cwd(), demo: config.isDemo };
  return await loadAgentConfiguration(input);
}

const collectorsKnow: Check = {
  name: "the collectors' settings are right",
  async run(input) {
    try {
      const { collectors } = await load(input);
      const names = collectors.map(({ name }) => name).join(', ');
      if (names !== '') return { state: 'good', found: names };
      const mend = `name some under collectors: in flash.yaml ("${program} init" shows how)`;
      return { state: 'attention', found: 'no collector is configured', mend };
    } catch (thrown) {
      return { state: 'failed', found: describeError(thrown), mend: 'mend the lines named above' };
    }
  },
};

const sourcesThere: Check = {
  name: "the collectors' sources are there",
  async run(input) {
    const { planCollectors } = await import('./look/plan.ts');
    const { collectors } = await load(input);
    const looks = (await planCollectors(collectors)).flatMap(({ name, sources }) =>
      sources.map((look) => ({ name, ...look })),
    );
    const odd = looks.filter(({ state }) => state !== 'good');
    if (odd.length === 0) return { state: 'good', found: `${String(looks.length)} looked at` };
    const found = odd.map((look) => `${look.name}, ${look.what}: ${look.found}`).join('\n');
    const mend = `"${program} agent --dry-run" says what to do about each`;
    return { state: 'attention', found, mend };
  },
};

/** Where the recorder is the hub of this machine, the hub's own checks ask. */
const recorderAnswers: Check = {
  name: 'the recorder answers',
  async run({ config }) {
    if (config.agent.recorder === undefined)
      return { state: 'not applicable', found: 'it is the hub of this machine' };
    const { state, ...answer } = await lookAtRecorder(config);
    return { state: state === 'failed' ? 'attention' : state, ...answer };
  },
};

const spoolHasRoom: Check = {
  name: 'the spool can be written and has room',
  run: async ({ config }) => lookAtSpool(config.homeDirectory),
};

const agentAnswers: Check = {
  name: 'the agent answers',
  run: askAgent,
};

export const checks: readonly Check[] = [
  clock,
  collectorsKnow,
  sourcesThere,
  spoolHasRoom,
  recorderAnswers,
  agentAnswers,
];

async function askAgent({ config }: CheckInput): Promise<CheckResult> {
  const url = pageUrl(config, 'readyz');
  try {
    const { status, body } = await getPage(url, metricsToken(config));
    if (status === 200) return { state: 'good', found: `ready at ${url}` };
    if (status === 401) {
      const mend = `ask it yourself: curl -u NAME ${url}`;
      return { state: 'attention', found: `it answers at ${url}, and wants a name`, mend };
    }
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
