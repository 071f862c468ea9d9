import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { wordless } from './faults.ts';
import { BadInput, Problem } from './problem.ts';

type Described = ArgumentMetadata & { schema?: z.ZodType };

/** What comes is what its schema makes of it: unknown members are gone, numbers in queries are numbers. Answers 422 with the path of each fault. */
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata as Described;
    if (!schema || metadata.type === 'custom') return value;
    if (metadata.type === 'body' && (value === undefined || value === null)) throw new Problem(422, 'body-missing');
    const result = schema.safeParse(value, wordless);
    if (!result.success) throw new BadInput(result.error.issues, value);
    return result.data;
  }
}
