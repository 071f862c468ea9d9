import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller, temporaryHost, type TemporaryHost } from '@lyceum/nest-kit/testing';

const deployed = (path: string) => readFileSync(join(import.meta.dirname, '../../../deploy', path), 'utf8');
/** Names in an expression that a service must give: what Prometheus itself adds, and what rules record, are others'. */
const namesIn = (expression: string) => [...expression.replaceAll(/\{[^}]*\}|\b(by|without) \([^)]*\)/g, '').matchAll(/\b(?:lyceum|nodejs|process)_\w+\b/g)].map(([name]) => name);
const recorded = [...deployed('prometheus/rules.yml').matchAll(/record: '([\w:]+)'/g)].map(([, name]) => name!);
const rules = [...deployed('prometheus/rules.yml').matchAll(/expr: '?([^\n]+?)'?(?: \}|\n)/g)].map(([, expression]) => expression!);
const panels = (JSON.parse(deployed('grafana/dashboards/lyceum.json')) as { panels: { title: string; targets: { expr: string }[] }[] }).panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));

let made: TemporaryHost, given: ReadonlySet<string>, labels: string;
beforeAll(async () => {
  made = await temporaryHost({ contexts: [] });
  await new Caller(made.host).get('/livez');
  labels = (await new Caller(made.host).get('/metrics')).text;
  given = new Set([...labels.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) => (type === 'histogram' ? ['_bucket', '_count', '_sum'].map((part) => name! + part) : [name!])));
});
afterAll(() => made.close());

describe('what is watched', () => {
  it('has rules and panels to speak of', () => expect([rules.length, panels.length].every((count) => count > 10)).toBe(true));
  it.each(rules)('rule: %s', (expression) => expect(namesIn(expression).filter((name) => !given.has(name))).toEqual([]));
  it.each(panels)('panel %s: %s', (_title, expression) => {
    expect(namesIn(expression).filter((name) => !given.has(name))).toEqual([]);
    expect([...expression.matchAll(/lyceum:[\w:]+/g)].map(([name]) => name).filter((name) => !recorded.includes(name))).toEqual([]);
  });
  it('shows what the city must know', () => {
    for (const name of ['lyceum_projection_lag_seconds', 'lyceum:append_seconds:p99', 'lyceum_relay_backlog_events', 'lyceum_parked_keys', 'lyceum:attendances:per_minute', 'lyceum:errors:ratio', 'nodejs_eventloop_lag_p99_seconds']) {
      expect([name, panels.some(([, expression]) => expression.includes(name))]).toEqual([name, true]);
    }
  });
});
