import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { wordless } from './faults.ts';
import { BadInput, Problem } from './problem.ts';

type Described = ArgumentMetadata & { schema?: z.ZodType };

/** What the host itself reads of any query is no matter of the route's schema. */
const ofEveryQuery: readonly string[] = ['after', 'asOf'];
export const ownQuery = (query: unknown): object => Object.fromEntries(Object.entries(query ?? {}).filter(([name]) => !ofEveryQuery.includes(name)));

/** What a schema makes of what came; answers 422 with the path of each fault. */
export const fitting = (schema: z.ZodType, value: unknown): unknown => {
  const result = schema.safeParse(value, wordless);
  if (!result.success) throw new BadInput(result.error.issues, value);
  return result.data;
};

/** What comes is what its schema makes of it: numbers in queries are numbers. Schemas of bodies and queries are strict: a misspelt member would else be dropped without a word. */
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata as Described;
    if (!schema || metadata.type === 'custom') return value;
    if (metadata.type === 'body' && (value === undefined || value === null)) throw new Problem(422, 'body-missing');
    return fitting(schema, metadata.type === 'query' ? ownQuery(value) : value);
  }
}
