/** Asks the recorder whether it answers and knows this node's token; the question is no batch, so that nothing is stored. */

import { readFileSync } from 'node:fs';

import type { CheckResult } from '#telemetry/check.ts';
import { recorderUrl } from '#telemetry/config/addresses.ts';
import { agentToken } from '#telemetry/config/agent-token.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { describeError, FlashError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';

import { httpRequest } from '../sources/http-request.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 100_000;

/** Whether this node's token is there; says only from where. */
export function lookAtToken(config: FlashConfig): CheckResult {
  try {
    const isWritten = agentToken(config) !== '' && config.agent.token !== undefined;
    const file = config.agent.token_file ?? `${config.homeDirectory}/agent.token`;
    return { state: 'good', found: isWritten ? 'in the configuration' : file };
  } catch (thrown) {
    const found = describeError(thrown);
    const isOwnHub = config.agent.token_file === undefined && config.agent.recorder === undefined;
    const mend = isOwnHub
      ? `start the hub of this machine, which writes it ("${program} up")`
      : `"${program} token add ${config.node}" on the hub's machine prints one; write it into the file that agent.token_file names`;
    return { state: 'failed', found, mend };
  }
}

/** Whether the recorder answers, can record, and knows the token. */
export async function lookAtRecorder(config: FlashConfig): Promise<CheckResult> {
  const url = recorderUrl(config);
  try {
    const { status, body } = await ask(config, `${url}/ingest/v1/batches`);
    return judge(url, status, body, config.node);
  } catch (thrown) {
    const why = thrown instanceof FlashError ? thrown.reason : describeError(thrown);
    const found = `${url} does not answer: ${why}`;
    const mend = `is the hub running, and is agent.recorder its address? From here: curl ${url}/healthz`;
    return { state: 'failed', found, mend };
  }
}

async function ask(config: FlashConfig, url: string): Promise<{ status: number; body: string }> {
  const { ca_file: file } = config.agent;
  const token = tokenOf(config);
  return await httpRequest({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    // Names the node and nothing else: whose token it is, is answered; as a batch it is refused.
    body: JSON.stringify({ agent: config.node }),
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    ca: file === undefined ? undefined : readFileSync(file, 'utf8'),
  });
}

function tokenOf(config: FlashConfig): string | null {
  try {
    return agentToken(config);
  } catch {
    return null;
  }
}

/** By the statuses of the recorder's door: a batch that is none is refused only after the token. */
function judge(url: string, status: number, body: string, node: string): CheckResult {
  const said = /"error":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? `status ${String(status)}`;
  if (status === 400) return { state: 'good', found: `${url} answers and knows this node` };
  if (status === 401 || status === 403) {
    const mend = `"${program} token add ${node}" on the hub's machine makes a token of this node`;
    return { state: 'failed', found: `${url} refuses this node: ${said}`, mend };
  }
  if (status === 503) {
    const mend = `nothing is lost meanwhile; on the hub's machine: "${program} doctor"`;
    return { state: 'failed', found: `${url} answers but cannot record: ${said}`, mend };
  }
  const mend = `agent.recorder is the hub's address, without a path; curl -i ${url}/healthz`;
  return { state: 'failed', found: `${url} is no recorder: ${said}`, mend };
}
