/** Bad input at the front door: each gets a message that says what, where, why and what to do, and an exit code. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

const ENTRY = join(import.meta.dirname, '..', '..', 'flash.ts');
const HEADER =
  'run,data,site,timestamp,softv,cloud,tape,path cloud storage,path tape storage,runtime,T_cav[mK],T_MC[mK],BIT,cavity freq';
const RUNLOG_USAGE =
  'usage: flash import runlog F.csv | mariadb://host:port/database/table [--user U] [--password-file F] [--follow] [--date-order dmy|mdy] [--freq-unit UNIT] [--campaign NAME] [--report FILE]';
const NAME_A_CSV =
  '  what to do: name a CSV of the run table that you may read, with its header in the first line';

let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'flash-bad-'));
  file('flash.yaml', 'node: test-node\n');
});
after(() => rmSync(folder, { recursive: true, force: true }));

function file(path: string, text: string): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `flash` as a person does; the folder's name is left out of what it says. */
async function flash(words: readonly string[], cwd = folder): Promise<Answer> {
  const { FLASH_CONFIG: _, FLASH_PORT: __, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ENTRY, ...words],
    {
      cwd,
      env: { ...env, FLASH_HOME: join(folder, 'home'), FLASH_PROGRAM: 'flash' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const plain = (text: string): string => text.replaceAll(folder, '<folder>');
  return { code, out: plain(out), err: plain(err) };
}

async function fails(words: readonly string[], lines: readonly string[], code = 1): Promise<void> {
  const answer = await flash(words);
  assert.deepEqual(answer, { code, out: '', err: `${lines.join('\n')}\n` });
}

test('a CSV with a wrong header: which columns were expected and which were found', async () => {
  file('few.csv', 'run,date,site\n');
  await fails(
    ['import', 'runlog', 'few.csv'],
    [
      'cannot import the run catalogue: few.csv: the header has 3 columns, the run catalogue has 14',
      `  expected: ${HEADER}`,
      '  found:    run,date,site',
      '  what to do: the header must be that of the run catalogue, as printed',
    ],
  );
  file('other.csv', `${HEADER.replace('timestamp', 'time')}\n`);
  await fails(
    ['import', 'runlog', 'other.csv'],
    [
      "cannot import the run catalogue: other.csv: header column 4: expected 'timestamp', found 'time'",
      '  what to do: the header must be that of the run catalogue, as printed',
    ],
  );
});

test('an undecidable date and a frequency without unit: the option that decides', async () => {
  const start = `${HEADER}\n/d/Run_2024.05-QUAX/x,a.txt,LNF`;
  file('date.csv', `${start},"05/06/2024,11:00:00",v0,1,0,,,calib,,,,\n`);
  await fails(
    ['import', 'runlog', 'date.csv'],
    [
      "cannot import the run catalogue: date.csv: '05/06/2024,11:00:00' of Run_2024.05-QUAX may be day/month or month/day",
      '  what to do: say which: --date-order dmy (day/month) or --date-order mdy (month/day)',
    ],
  );
  file('unit.csv', `${start},"05/31/2024,11:00:00",v0,1,0,,,calib,,,,8.8\n`);
  await fails(
    ['import', 'runlog', 'unit.csv'],
    [
      "cannot import the run catalogue: unit.csv: line 2: cavity freq '8.8' has no unit",
      '  what to do: say which: --freq-unit Hz, kHz, MHz or GHz',
    ],
  );
});

test('a row of 30 columns is refused with its line, and the catalogue says so twice', async () => {
  file('wide.csv', `${HEADER}\n/d/x,a${',y'.repeat(28)}\n`);
  for (const _time of ['first', 'second']) {
    const { code, out, err } = await flash(['import', 'runlog', 'wide.csv']);
    assert.deepEqual(
      [code, out],
      [
        1,
        'wide.csv: 1 row, 0 new, 0 known already, 1 refused\n  refused wide.csv:2: expected 14 columns, found 30\n',
      ],
    );
    assert.doesNotMatch(err, /cannot/);
  }
});

test('a folder, an empty file, none, and one that cannot be opened', async () => {
  mkdirSync(join(folder, 'folder.csv'));
  file('empty.csv', '');
  symlinkSync('loop.csv', join(folder, 'loop.csv'));
  const say = (name: string, reason: string): string =>
    `cannot import the run catalogue: <folder>/${name}: ${reason}`;
  const cases = [
    [say('folder.csv', 'it is a folder, not a file'), NAME_A_CSV],
    [say('empty.csv', 'the file is empty'), NAME_A_CSV],
    [say('none.csv', 'no such file'), NAME_A_CSV],
    [
      say('loop.csv', 'the file cannot be read'),
      "  because: ELOOP: too many symbolic links encountered, open '<folder>/loop.csv'",
      NAME_A_CSV,
    ],
  ];
  for (const [n, name] of ['folder.csv', 'empty.csv', 'none.csv', 'loop.csv'].entries()) {
    await fails(['import', 'runlog', name], cases[n] ?? []);
  }
});

test(
  'a file that this user may not read',
  { skip: process.getuid?.() === 0 ? 'root may read every file' : false },
  async () => {
    chmodSync(file('closed.csv', HEADER), 0o000);
    await fails(
      ['import', 'runlog', 'closed.csv'],
      [
        'cannot import the run catalogue: <folder>/closed.csv: this user may not read it',
        NAME_A_CSV,
      ],
    );
  },
);

test('two cryostats without --device, and two under one --device', async () => {
  const log = '26-06-20/CH6 T 26-06-20.log';
  file(`north/fridge/${log}`, '20-06-26,09:00:00,1.0\n');
  file(`south/fridge/${log}`, '20-06-26,09:00:00,2.0\n');
  const doubled = 'cannot import logs of slow control: <folder>/south/fridge';
  const mend = '  what to do: import them one after the other, each with its --device NAME';
  const both = ['import', 'cryostat', 'north/fridge', 'south/fridge'];
  await fails(both, [
    `${doubled}: two devices under one name 'fridge': <folder>/north/fridge and <folder>/south/fridge`,
    mend,
  ]);
  await fails(
    [...both, '--device', 'main'],
    [
      `${doubled}/${log}: two devices under one name 'main': <folder>/north/fridge/${log} has another content`,
      mend,
    ],
  );
});

test('wrong words are exit code 2 and show the usage', async () => {
  const usage = async (words: readonly string[], reason: string): Promise<void> =>
    await fails(
      ['import', 'runlog', ...words],
      [`flash import runlog: ${reason}`, RUNLOG_USAGE],
      2,
    );
  await usage([], 'expected one file, or one table: mariadb://host/database/table');
  await usage(['a.csv', '--folow'], "Unknown option '--folow'");
  await usage(['a.csv', '--follow'], '--follow is for a table: mariadb://host/database/table');
  await usage(
    ['a.csv', '--date-order', 'ymd'],
    "--date-order: expected dmy or mdy, received 'ymd'",
  );
  await usage(
    [['mariadb://reader', 'secret@db/quax/runs'].join(':')],
    'the address holds a password, which every user of this machine can see: take it out, and name a file with --password-file or set FLASH_IMPORT_PASSWORD',
  );
  const unknown = await flash(['import', 'elephants']);
  assert.equal(unknown.code, 2);
  assert.match(
    unknown.err,
    /^flash: there is no command "import elephants"\nusage: flash <command>\n/,
  );
});

test('a table that is not there', async () => {
  await fails(
    ['import', 'runlog', 'mariadb://127.0.0.1:1/quax/runs'],
    [
      'cannot read the run table: mariadb://127.0.0.1:1/quax/runs: connect ECONNREFUSED 127.0.0.1:1',
      '  what to do: check host, port or socket, and that MariaDB runs there and lets this machine in',
    ],
  );
});

test('an unknown key in flash.yaml: its line, and the key that was meant', async () => {
  file('wrong.yaml', 'node: test-node\nagnet:\n  listen: 127.0.0.1:9464\n');
  await fails(
    ['import', 'runlog', 'a.csv', '--config', 'wrong.yaml'],
    [
      'cannot use the configuration: <folder>/wrong.yaml: 1 problem',
      '  line 2: agnet: expected a known key, received the unknown key "agnet"; did you mean "agent"?',
      '  what to do: mend the file and start again; "flash init" writes an example with every key explained',
    ],
  );
});

test('no configuration: where it was looked for', async () => {
  const nowhere = join(folder, 'nowhere');
  mkdirSync(nowhere);
  const { code, err } = await flash(['import', 'runlog', 'a.csv'], nowhere);
  assert.equal(code, 1);
  assert.equal(
    err,
    [
      'cannot find the configuration: flash.yaml: there is none in <folder>/nowhere, none in /etc/flash, and neither --config nor FLASH_CONFIG names one',
      '  what to do: "flash init" writes one; "--demo" needs none',
      '',
    ].join('\n'),
  );
  const named = await flash(['import', 'runlog', 'a.csv', '--config', 'no.yaml'], nowhere);
  assert.equal(named.code, 1);
  assert.match(named.err, /<folder>\/nowhere\/no\.yaml: there is no such file\n/);
  assert.match(named.err, /what to do: check the path, or let "flash init" write one\n/);
});
