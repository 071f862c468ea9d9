import { z } from 'zod';

/** How an answer calls a person. Without a name they were forgotten, unless `unreadable`: then the name is there, and can't be read. */
export const personName = {
  name: z.string().nullable(),
  unreadable: z.literal(true).optional().meta({ description: 'the person has a name that can’t be read: their key in the vault is damaged; nobody forgot them' }),
};
export type PersonName = { readonly name: string | null; readonly unreadable?: true };
