import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { z } from 'zod';
import type { Guarded } from './http.ts';
import { isPlain } from './plain.ts';
import { fitting, ownQuery } from './schema.pipe.ts';

const nothing = z.strictObject({});

/** A route that asks for no query, or for no body, is sent none: the pipe sees only what is asked for. */
@Injectable()
export class StrayGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { routeOptions, query, body } = context.switchToHttp().getRequest<Guarded>();
    if (!routeOptions.url?.startsWith('/api/')) return true; // probes and figures, which anybody may ask for in their own way
    const asked = Object.keys((Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ?? {}) as object).map((key) => Number(key.split(':')[0]));
    if (!asked.includes(RouteParamtypes.QUERY)) fitting(nothing, ownQuery(query));
    if (!asked.includes(RouteParamtypes.BODY) && isPlain(body)) fitting(nothing, body ?? {});
    return true;
  }
}
