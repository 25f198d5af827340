/** Whom a procedure says to call: the roles, and their numbers in the hub's configuration, which no page publishes. */

import { z } from 'zod';

interface ContactRole {
  readonly title: string;
  /** What people say in Italian. */
  readonly italian: string;
  /** What one calls them for. */
  readonly about: string;
}

export const CONTACT_ROLES = {
  emergency: {
    title: 'Emergency of the laboratory',
    italian: 'emergenza del laboratorio',
    about: 'a person hurt or missing, fire, smoke, the oxygen alarm',
  },
  coordinator: {
    title: 'Run coordinator',
    italian: 'coordinatore di run',
    about: 'what is measured next, and whatever a procedure does not answer',
  },
  cryogenics: {
    title: 'Cryogenics on call',
    italian: 'reperibile della criogenia',
    about: 'anything cold: temperatures, helium, pumps, compressors, traps',
  },
  magnet: {
    title: 'Magnet expert on call',
    italian: 'reperibile del magnete',
    about: 'field, current, power supply, a ramp, a quench',
  },
  receiver: {
    title: 'Receiver and DAQ expert',
    italian: 'esperto di ricevitore e acquisizione',
    about: 'sweeps, amplifiers, digitiser, tuner, data files that look wrong',
  },
  computing: {
    title: 'Computing on call',
    italian: 'reperibile del calcolo',
    about: 'this site, agents, disks, copies, tape, batch jobs, the network',
  },
} as const satisfies Readonly<Record<string, ContactRole>>;

export type ContactRoleName = keyof typeof CONTACT_ROLES;
export const CONTACT_ROLE_NAMES = Object.keys(CONTACT_ROLES) as readonly ContactRoleName[];

/** By role: a number, or whatever else reaches the person. */
export const contactsSchema = z
  .partialRecord(
    z.enum(CONTACT_ROLE_NAMES),
    z.string().trim().min(2, 'expected a number, or words that say how to reach them').max(200),
  )
  .default({});
