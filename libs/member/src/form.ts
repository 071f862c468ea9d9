import { BadInput } from '@lyceum/nest-kit/problem';
import { readIdNumber } from './person/identity.ts';
import { readName } from './person/names.ts';
import type { Reading } from './person/note.ts';
import { readPhones } from './person/phones.ts';
import type { Correction } from './enrolment.ts';

/** 422 with one fault, at a field of what was sent. `code`: of a message, or a sentence. */
export const badField = (path: readonly (string | number)[], code: string): never => {
  throw new BadInput([{ code: 'custom', path: [...path], message: code, input: undefined }], undefined);
};

type Form = { readonly name?: string | undefined; readonly idNumber?: string | null | undefined; readonly phone?: string | null | undefined };

/** What a form sends of a person, in its usual spelling; what can't be read is told at its field. Absent stays absent; `null`, or nothing but blanks, takes away. */
export const readDetails = ({ name, idNumber, phone }: Form): Correction => {
  const phones = phone === undefined ? undefined : phone === null ? null : read('phone', readPhones(phone)) ?? null;
  return {
    name: name === undefined ? undefined : read('name', readName(name)),
    idNumber: idNumber === undefined ? undefined : idNumber === null ? null : read('idNumber', readIdNumber(idNumber)) ?? null,
    phone: phones && phones.phone, // a land line is only ever the other number, and leaves the first as it is
    otherPhone: phones && phones.otherPhone,
  };
};

/** A list of hundreds may leave out what it can't read; a form that one person fills in may not. */
const doubtful = new Set(['phone-unreadable', 'phone-mangled', 'phone-too-many']);
const read = <T>(field: string, { value, notes }: Reading<T>): T | undefined => {
  const fault = notes.find(({ severity, code }) => severity === 'error' || doubtful.has(code));
  if (fault) badField([field], `form.${fault.code}`);
  return value;
};
