import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contexts } from '@lyceum/solo/contexts';

const file = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
const names = contexts.map(({ name }) => name).sort();
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name!).sort();
const listed = (text: string, pattern: RegExp) => pattern.exec(text)![1]!.split(/[|,]\s*/).sort();

/** Every context is a service of its own: a list that leaves one out deploys a city without it. */
describe('every service', () => {
  it('runs in Compose, and the front door waits for it', () => {
    const compose = file('docker-compose.yml');
    expect(found(compose, /^ {2}([\w-]+): \{ <<: \*service, command: \[apps\/\1\/src\/main\.ts\] \}$/gm)).toEqual(names);
    expect(found(/^ {2}front:\n[\s\S]*?healthcheck/m.exec(compose)![0], /^ {6}([\w-]+): \{ condition: service_healthy \}$/gm)).toEqual(names);
  });
  it('runs on Kubernetes, from its own main', () => {
    expect(found(file('deploy/kustomize/base/kustomization.yaml'), /^ {2}- \.\.\/services\/([\w-]+)$/gm)).toEqual(names);
    expect(listed(file('deploy/kustomize/overlays/try/kustomization.yaml'), /kind: Deployment, name: '([^']+)'/)).toEqual(names);
    for (const name of names) expect(file(`deploy/kustomize/services/${name}/kustomization.yaml`)).toContain(`value: apps/${name}/src/main.ts }`);
  });
  it('is scraped, and lets itself be: usually it shows figures to its own machine alone', () => {
    expect(listed(file('deploy/prometheus/prometheus.yml'), /names: \[([^\]]+)\]/)).toEqual(names);
    expect(file('docker-compose.yml')).toMatch(/^x-environment: [\s\S]*?^ {2}LYCEUM_METRICS: open$[\s\S]*?^x-service:/m);
    expect(file('deploy/kustomize/service/deployment.yaml')).toContain('{ name: LYCEUM_METRICS, value: open }');
  });
});
