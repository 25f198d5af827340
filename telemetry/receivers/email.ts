/** A receiver by e-mail: one message for each event, several alarms of one moment together, an alarm's messages in one thread. */

import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { createTransport } from 'nodemailer';

import type { EmailConfig } from '../config/receivers.ts';
import { readSecret } from '../config/secret.ts';
import type { Receiver } from './deliver.ts';
import { mailText, type MailText } from './mail-text.ts';
import type { Outcome, Reason } from './outcome.ts';
import { readCertificates } from './webhook.ts';

const MANNER = { alone: 1, gatherMs: 5_000 } as const;
const PORTS = { starttls: 587, tls: 465, none: 25 } as const;

/** What is left to do for a message that some of its readers have and others do not. */
interface Partly {
  readonly id: string;
  readonly accepted: ReadonlySet<string>;
}

/** Makes a receiver of its configuration. */
export function createEmail(config: EmailConfig): Receiver {
  let partly: Partly | null = null;
  return {
    name: config.name,
    manner: { ...MANNER, perHour: config.per_hour },
    async send({ event }, signal) {
      const mail = mailText(event);
      const accepted = partly?.id === event.id ? partly.accepted : new Set<string>();
      const to = config.to.filter((address) => !accepted.has(address));
      let transport: ReturnType<typeof openTransport>;
      try {
        transport = openTransport(config);
      } catch (thrown) {
        return failed('not configured', thrown instanceof Error ? thrown.message : String(thrown));
      }
      const deadline = AbortSignal.timeout(config.timeout_s * 1_000);
      try {
        const sent = await transport.sendMail({
          ...headersOf(mail, config),
          envelope: { from: config.from, to },
          signal: AbortSignal.any([deadline, signal]),
        });
        partly = { id: event.id, accepted: new Set([...accepted, ...sent.accepted]) };
        return outcomeOf(sent.response, to.length, sent.rejectedErrors ?? []);
      } catch (thrown) {
        signal.throwIfAborted();
        if (deadline.aborted)
          return failed('too slow', `not taken within ${String(config.timeout_s)} s`);
        return outcomeOfError(thrown);
      } finally {
        transport.close();
      }
    },
  };
}

function openTransport({ smtp, timeout_s: seconds }: EmailConfig) {
  const { host, port, security, user, ca_file: caFile } = smtp;
  const pass = readSecret('smtp.password', smtp.password, smtp.password_file);
  return createTransport({
    host,
    port: port ?? PORTS[security],
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: seconds * 1_000,
    greetingTimeout: seconds * 1_000,
    socketTimeout: seconds * 1_000,
    dnsTimeout: seconds * 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === undefined || pass === null ? {} : { auth: { user, pass } }),
    tls: {
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(caFile === undefined ? {} : { ca: [...rootCertificates, readCertificates(caFile)] }),
    },
  });
}

/** Readers' programs join by `References` what is of one alarm (RFC 5322, 3.6.4), also where the first was never sent. */
function headersOf({ subject, text, html, id, thread }: MailText, { from, to }: EmailConfig) {
  const domain = from.slice(from.indexOf('@') + 1);
  const name = (local: string): string => `<${local}@${domain}>`;
  return {
    from: { name: 'FLASH alarms', address: from },
    to: [...to],
    subject,
    text,
    html,
    messageId: name(id),
    ...(thread === null ? {} : { references: [name(thread)], inReplyTo: name(thread) }),
    // RFC 3834: so that no absent reader's machine answers.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

interface SmtpError {
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly permanent?: boolean | undefined;
  readonly recipient?: string | undefined;
}

/** Taken for some and not yet for others is not done: only those are tried again. */
function outcomeOf(response: string, asked: number, rejected: readonly SmtpError[]): Outcome {
  if (rejected.length === 0) return { kind: 'delivered', answer: response.slice(0, 200) };
  const for_ = rejected.map(
    ({ recipient, response: said }) => `${recipient ?? 'one'}: ${said ?? ''}`,
  );
  const answer = `taken for ${String(asked - rejected.length)} of ${String(asked)}; ${for_.join('; ')}`;
  const isLater = rejected.some(({ permanent }) => permanent === false);
  if (isLater) return failed('busy', answer.slice(0, 300));
  return { kind: 'delivered', answer: answer.slice(0, 300) };
}

function outcomeOfError(thrown: unknown): Outcome {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code, response, permanent }: Error & SmtpError & { readonly code?: string } = error;
  const answer = (response ?? error.message).split('\n')[0]?.slice(0, 300) ?? '';
  if (permanent === true || code === 'EAUTH') return { kind: 'refused', reason: 'refused', answer };
  return failed(reasonOf(code, permanent, error.message), answer);
}

function reasonOf(code: string | undefined, permanent: boolean | undefined, text: string): Reason {
  if (code === 'ETIMEDOUT') return 'too slow';
  if (code === 'ETLS' || /certificate/i.test(text)) return 'certificate';
  return permanent === false ? 'busy' : 'no answer';
}

function failed(reason: Reason, answer: string): Outcome {
  return { kind: 'failed', reason, answer, retryAfterMs: null };
}
