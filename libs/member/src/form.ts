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

/** What a form sends of a person, in its usual spelling; what can't be read is told at its field. An absent field stays absent, `null` stays null. */
export const readDetails = <D extends { readonly name?: string | undefined; readonly idNumber?: string | null | undefined; readonly phone?: string | null | undefined }>({ name, idNumber, phone }: D) => {
  const phones = phone ? read('phone', readPhones(phone)) : undefined;
  const details: Correction = {
    name: name === undefined ? undefined : read('name', readName(name)),
    idNumber: idNumber ? read('idNumber', readIdNumber(idNumber)) : idNumber as null | undefined,
    ...(phone ? { phone: phones?.phone ?? null, otherPhone: phones?.otherPhone ?? null } : phone === null ? { phone: null, otherPhone: null } : {}),
  };
  return details;
};

/** A list of hundreds may leave out what it can't read; a form that one person fills in may not. */
const doubtful = new Set(['phone-unreadable', 'phone-mangled', 'phone-too-many']);
const read = <T>(field: string, { value, notes }: Reading<T>): T | undefined => {
  const fault = notes.find(({ severity, code }) => severity === 'error' || doubtful.has(code));
  if (fault) badField([field], fault.code);
  return value;
};
