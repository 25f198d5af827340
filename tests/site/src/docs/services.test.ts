import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseServices, roomOf } from '#site/src/docs/services.ts';

const service = (lines: string) => `
services:
  - id: tape
    name: Tape
    purpose: Archive.
    access: Members.
    login: Token.
${lines.replace(/^/gm, '    ')}
resources: []
plan: { gigabytes_per_hour: 50, days_per_year: 60 }
source: us
`;

describe('parseServices', () => {
  it('keeps what is not known absent', () => {
    const [tape] = parseServices(service('run_by: ours')).services;
    assert.deepEqual(tape, {
      id: 'tape',
      name: 'Tape',
      run_by: 'ours',
      purpose: 'Archive.',
      access: 'Members.',
      login: 'Token.',
    });
  });

  it('accepts an address that is no web page', () => {
    const address = 'davs://host.test:8443/area';
    assert.equal(
      parseServices(service(`run_by: ours\naddress: ${address}`)).services[0]?.address,
      address,
    );
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['a key it does not know', 'run_by: ours\nurl: x', /services\.0: Unrecognized key: "url"/],
    ['an address that is none', 'run_by: ours\naddress: over there', /services\.0\.address: /],
    [
      'an external service that nobody runs',
      'run_by: external',
      /services\.0\.owner: say who runs it/,
    ],
    ['a third kind', 'run_by: nobody', /services\.0\.run_by: .*"ours"\|"external"/],
  ];
  for (const [what, lines, message] of refused) {
    it(`refuses ${what}, and names file and field`, () => {
      assert.throws(() => parseServices(service(lines)), {
        name: 'FlashError',
        subject: 'content/infrastructure/services.yaml',
        reason: message,
      });
    });
  }

  it('refuses one id used twice', () => {
    const text = service('run_by: ours').replace(
      'resources',
      '  - { id: tape, name: T, run_by: ours, purpose: p, access: a, login: l }\nresources',
    );
    assert.throws(() => parseServices(text), { reason: /services\.1\.id: "tape" is used twice/ });
  });
});

describe('roomOf', () => {
  it('says how long each room for data lasts at the planned rate', () => {
    const text = service('run_by: ours').replace(
      'resources: []',
      `resources:
  - { where: here, what: tape, value: 120, unit: TB, as_of: today }
  - { where: here, what: memory, value: 1, unit: GB, as_of: today }`,
    );
    const [tape, ...others] = roomOf(parseServices(text));
    assert.equal(others.length, 0);
    assert.equal(tape?.days, 100);
    assert.ok(Math.abs((tape?.years ?? 0) - 100 / 60) < 1e-12);
  });
});
