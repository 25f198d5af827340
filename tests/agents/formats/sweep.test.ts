/** Sweeps as instruments and people export them: columns, units and kinds are found, or refused with a reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseSweep } from '#agents/formats/sweep.ts';

function read(text: string, name = 'S11.txt') {
  const result = parseSweep(text, name);
  assert.ok(result.ok, result.ok ? '' : result.reason);
  const { fHz, db, phaseRad, kind } = result.sweep;
  return { f: [...fHz], db: [...db], phase: phaseRad && [...phaseRad], kind };
}

const refused = (text: string, name = 'S11.txt'): string => {
  const result = parseSweep(text, name);
  return result.ok ? 'read' : result.reason;
};

const deg = Math.PI / 180;

test('two columns with CRLF, trailing tabs and exponents of three digits', () => {
  const text = '  8.830e+009\t -2.40e+001\t\r\n  8.831e+009\t -2.50e+001\t\r\n\r\n';
  assert.deepEqual(read(text), { f: [8.83e9, 8.831e9], db: [-24, -25], phase: null, kind: 'db' });
});

test('three columns with a header: Hz, dB and degrees', () => {
  const text = 'freq\tmag\tphase\n8830000000\t-30.5\t90\n8830006250\t-30.6\t-90\n';
  assert.deepEqual(read(text), {
    f: [8_830_000_000, 8_830_006_250],
    db: [-30.5, -30.6],
    phase: [90 * deg, -90 * deg],
    kind: 'db-deg',
  });
});

test('GHz in a comment header, real and imaginary with magnitude and phase beside them', () => {
  const text =
    '% POWER: 0.0 dB\n% FREQ   S11\n% GHz  Re.  Im.  Mg.  Ph.\n3.652  0.6 -0.8 1.0 -53.1\n3.653 0.3 0.4 0.5 53.1\n';
  const sweep = read(text);
  assert.equal(sweep.kind, 're-im');
  assert.deepEqual(sweep.f, [3.652e9, 3.653e9]);
  assert.ok(Math.abs((sweep.db[1] ?? 0) - 20 * Math.log10(0.5)) < 1e-12);
});

test('linear amplitude and radians', () => {
  const text =
    '### frequency - amplitude - phase\n5231861164.0,0.071,3.11\n5231868664.0,0.072,3.12\n';
  assert.equal(read(text).kind, 'lin-rad');
});

test('decimal commas with semicolons, and a blank line between rows', () => {
  const text = 'Freq (GHz);S11 (dB);Fase (deg)\r\n8,83;-30,5;12,5\r\n\r\n8,84;-31,5;13,5\r\n';
  assert.deepEqual(read(text), {
    f: [8.83e9, 8.84e9],
    db: [-30.5, -31.5],
    phase: [12.5 * deg, 13.5 * deg],
    kind: 'db-deg',
  });
});

test('a sweep taken downwards is turned round', () => {
  assert.deepEqual(read('8.84e9 -31\n8.83e9 -30\n').f, [8.83e9, 8.84e9]);
});

test('what cannot be decided is refused', () => {
  assert.match(refused('-14.8 -20 1\n-14.7 -20 2\n'), /unit of frequency not known/);
  assert.match(refused('8.83e9 0.7\n8.84e9 0.6\n'), /magnitude without a unit/);
  assert.match(refused('8.83e9 1 2 3 4\n'), /5 columns/);
  assert.match(refused('8.83e9 -30 1\n8.84e9 -30\n'), /line 2 has 2 columns/);
  assert.match(refused('8.83e9 -30\n8.84e9 -3x\n'), /line 2 is not a row/);
  assert.match(refused('nothing here\n'), /no row of numbers/);
  assert.match(refused(''), /no row of numbers/);
});

test('no text makes it throw', () => {
  const line = fc.array(
    fc.constantFrom('8.83e9', '-30', '1', ',', ';', '\t', '%', 'dB', 'x', '#', '[v]'),
  );
  const lines = fc.array(line.map((parts) => parts.join(' '))).map((all) => all.join('\n'));
  const name = fc.constantFrom('S11.txt', 'a.s1p', 'a.s2p');
  fc.assert(
    fc.property(fc.oneof(fc.string(), lines), name, (text, file) => {
      const result = parseSweep(text, file);
      assert.ok(result.ok ? result.sweep.fHz.length > 0 : result.reason !== '');
    }),
    { numRuns: 1000 },
  );
});
