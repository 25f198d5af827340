/**
 * A mail server that keeps what it is given, after RFC 5321 (commands and replies of sections 3.1 to 3.4 and 4.1, the
 * doubled dot of 4.5.2): HELO, EHLO, MAIL, RCPT, DATA, RSET, NOOP, QUIT; no TLS, no sign-in.
 */

import { createServer, type Socket } from 'node:net';
import { listening } from './listening.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** By lower-case name, unfolded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface SmtpDouble extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly Mail[];
  /** Replies in place of `250`, by what it is asked: `RCPT TO:<ada@example.org>`, `DATA`, `.` for the message itself. */
  readonly replies: Map<string, string>;
}

export async function startSmtpDouble(): Promise<SmtpDouble> {
  const mails: Mail[] = [];
  const replies = new Map<string, string>();
  const server = createServer((socket) => {
    converse(socket, replies, (mail) => mails.push(mail));
  });
  const { port, close } = await listening(server);
  return { port, mails, replies, [Symbol.asyncDispose]: close };
}

interface Envelope {
  from: string;
  to: string[];
  /** Lines of the message; null: it does not come now. */
  data: string[] | null;
}

function converse(
  socket: Socket,
  replies: ReadonlyMap<string, string>,
  keep: (mail: Mail) => void,
): void {
  const envelope: Envelope = { from: '', to: [], data: null };
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (envelope.data === null) command(line, envelope, say, replies, () => socket.end());
      else if (line === '.') {
        const reply = replies.get('.') ?? '250 OK';
        if (reply.startsWith('2')) keep(readMail(envelope, envelope.data));
        envelope.data = null;
        say(reply);
      } else envelope.data.push(line.startsWith('.') ? line.slice(1) : line);
    }
  });
  say('220 double.example.org ESMTP');
}

function command(
  line: string,
  envelope: Envelope,
  say: (line: string) => void,
  replies: ReadonlyMap<string, string>,
  end: () => void,
): void {
  const [verb = ''] = line.toUpperCase().split(/[ :]/);
  const reply = replies.get(line) ?? replies.get(verb);
  if (reply !== undefined) {
    say(reply);
    return;
  }
  const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
  switch (verb) {
    case 'EHLO':
    case 'HELO':
    case 'NOOP':
      say('250 double.example.org');
      return;
    case 'MAIL':
    case 'RSET':
      Object.assign(envelope, { from: address, to: [], data: null });
      say('250 OK');
      return;
    case 'RCPT':
      envelope.to.push(address);
      say('250 OK');
      return;
    case 'DATA':
      envelope.data = [];
      say('354 Start mail input; end with <CRLF>.<CRLF>');
      return;
    case 'QUIT':
      say('221 double.example.org');
      end();
      return;
    default:
      say('502 Command not implemented');
  }
}

function readMail({ from, to }: Envelope, lines: readonly string[]): Mail {
  const empty = lines.indexOf('');
  const unfolded = lines
    .slice(0, empty)
    .join('\n')
    .replace(/\n[ \t]+/g, ' ');
  const headers = unfolded.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return {
    from,
    to: [...to],
    headers: Object.fromEntries(headers),
    text: lines.slice(empty + 1).join('\n'),
  };
}
