import { z } from 'zod';
import type { Answer, Caller } from '@lyceum/nest-kit/testing';

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Operation = { responses: Record<string, { content?: Record<string, { schema?: object }> }> };

/**
 * What the documentation of the API promises of each route's answer; says of an answer in what it differs, members that are not promised included.
 * Probes and metrics are not of the API, and files are no JSON: of them nothing is said.
 */
export const publishedAnswers = async (nobody: Caller) => {
  const document = (await nobody.get('/api/docs-json')).text.replaceAll('#/components/schemas/', '#/$defs/');
  const { paths, components } = JSON.parse(document) as { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } };
  const read = new Map<string, z.ZodType | undefined>();
  const promised = (route: string, status: number): z.ZodType | undefined => {
    const [method = '', path = ''] = route.split(' ');
    const schema = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.responses[status]?.content?.['application/json']?.schema;
    return schema && z.fromJSONSchema({ ...schema, $defs: components.schemas } as Schema);
  };
  return (route: string, { status, json, headers }: Answer): string | null => {
    if (!route.includes(' /api/') || status >= 300 || !String(headers['content-type']).includes('application/json')) return null;
    const key = `${route} ${status}`;
    if (!read.has(key)) read.set(key, promised(route, status));
    const schema = read.get(key);
    if (!schema) return `${key}: nothing is published of its answer`;
    const found = schema.safeParse(json);
    return found.success ? null : `${key}: ${z.prettifyError(found.error)}`;
  };
};
