import { z } from 'zod';

/** How lists are asked for: `paging.extend({ … })` beside the route's own filters. */
export const paging = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(500).optional(),
});
export type Paging = z.infer<typeof paging>;

/** A list that is asked for by days, and never backwards. */
export const forwards = <T extends z.ZodType<{ from?: string | undefined; to?: string | undefined }>>(asked: T): T =>
  asked.refine(({ from, to }) => from === undefined || to === undefined || from <= to, { message: 'from-after-to', path: ['to'] });

const position = z.string().meta({ description: 'opaque and ordered; give it back as `after` or `asOf`' });

/** What every write answers: where its last event stands in the log, and what it made. */
export const written = <S extends z.ZodRawShape>(shape?: S) => z.object({ position, ...(shape ?? ({} as S)) });
/** A page of a list. `total` counts all pages. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int() });
/** An answer that says what moment it shows. */
export const shown = <S extends z.ZodRawShape>(answer: z.ZodObject<S>) => answer.extend({ position, at: z.iso.datetime().nullable() });
