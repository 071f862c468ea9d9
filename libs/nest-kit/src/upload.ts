import { applyDecorators, createParamDecorator, UseInterceptors, type ExecutionContext } from '@nestjs/common';
import { ApiTooManyRequestsResponse } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { told } from './document.ts';
import { Problem } from './problem.ts';
import { UploadPermits } from './upload-permits.ts';

/** The most that a file may have; bytes. */
const largestUpload = 20 * 2 ** 20;

/** For a route that has a whole file in memory until it has answered: as few at once as of those that are sent, and together with them. */
export const OneOfFewFiles = () => applyDecorators(UseInterceptors(UploadPermits), ApiTooManyRequestsResponse(told('as many files of the caller as may be are under way')));

/**
 * The bytes of an `application/octet-stream` body. They are read only now, after the guards have let the request in and with one of few permits;
 * more than 20 MiB answer 413. What takes longer than any request may (two minutes, see `host.ts`), the server ends.
 */
export const Upload = createParamDecorator(async (_: unknown, context: ExecutionContext): Promise<Buffer> => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>() as { body: Readable | undefined };
  if (!body || typeof body[Symbol.asyncIterator] !== 'function') throw new Problem(415, 'upload-expected');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestUpload) throw new Problem(413, 'too-large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}, [
  (target, key) => OneOfFewFiles()(target, key!, Object.getOwnPropertyDescriptor(target, key!)!),
]);
