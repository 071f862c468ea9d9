// engines: none; in part: nginx, Prometheus, docker-compose, kustomize, openssl
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contexts } from '@lyceum/solo/contexts';
import { hasNginx, openFrontDoor } from './testing/services.ts';

/** What is deployed, read by the tools that it is for: those that are here. What no tool here could try is said in deploy/README.md. */
const root = join(import.meta.dirname, '../../..');
const tool = (command: string, ...args: string[]) => spawnSync(command, args, { cwd: root, encoding: 'utf8' });
const has = (command: string, ...args: string[]) => tool(command, ...args).status === 0;
const kustomize = process.env['KUSTOMIZE'] ?? 'kustomize';
const where = (present: boolean, what: string, how: string) => {
  if (!present) process.stdout.write(`not here, so not tried: ${what} (${how})\n`);
  return present ? describe : describe.skip;
};
const services = contexts.map(({ name }) => name);

where(has('promtool', '--version'), 'promtool', 'Debian: apt-get install prometheus')('Prometheus', () => {
  it('understands the rules', () => expect(tool('promtool', 'check', 'rules', 'deploy/prometheus/rules.yml')).toMatchObject({ status: 0 }));
  it('raises the alerts that it should, and no others', () => expect(tool('promtool', 'test', 'rules', 'deploy/prometheus/rules.test.yml')).toMatchObject({ status: 0 }));
  it('understands what it is to scrape', () => expect(tool('promtool', 'check', 'config', '--syntax-only', 'deploy/prometheus/prometheus.yml')).toMatchObject({ status: 0 }));
});

where(has('docker-compose', 'version') || has('docker', 'compose', 'version'), 'docker-compose', 'Debian: apt-get install docker-compose')('docker-compose.yml', () => {
  const secrets = join(root, 'deploy/secrets');
  const made = !existsSync(secrets);
  beforeAll(() => { if (made) expect(tool('sh', 'deploy/make-secrets.sh').status).toBe(0); });
  afterAll(() => { if (made) rmSync(secrets, { recursive: true, force: true }); });
  const compose = (...args: string[]) => (has('docker-compose', 'version') ? tool('docker-compose', ...args) : tool('docker', 'compose', ...args));

  it.each(['', 'city', 'city-postgres', 'observability'])('is understood with the profile %p', (profile) =>
    expect(compose(...(profile ? ['--profile', profile] : []), 'config', '-q')).toMatchObject({ status: 0, stderr: '' }));
  it('has a health check and a pinned image for each', () => {
    const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    const images = [...text.matchAll(/^ {2,4}image: (\S+)$/gm)].map(([, image]) => image!);
    expect(images.filter((image) => !/:\d[\w.-]*$|:v\d[\w.-]*$/.test(image))).toEqual([]);
    expect([...text.matchAll(/healthcheck:/g)].length).toBe(images.length);
  });
});

where(has(kustomize, 'version'), 'kustomize', 'go install sigs.k8s.io/kustomize/kustomize/v5@v5.4.3, and name it by KUSTOMIZE')('deploy/kustomize', () => {
  it.each(['try', 'production'])('renders the overlay %s: every service with probes, limits and a disruption budget', (overlay) => {
    const { status, stdout } = tool(kustomize, 'build', `deploy/kustomize/overlays/${overlay}`);
    expect(status).toBe(0);
    const documents = stdout.split(/^---$/m);
    const named = (kind: string) => documents.filter((each) => each.includes(`\nkind: ${kind}\n`) || each.startsWith(`kind: ${kind}\n`)).map((each) => [/^ {2}name: (\S+)$/m.exec(each)?.[1], each] as const);
    for (const kind of ['Deployment', 'Service', 'PodDisruptionBudget']) expect(named(kind).map(([name]) => name).sort()).toEqual([...services, 'front'].sort());
    for (const [name, text] of named('Deployment')) {
      for (const part of ['livenessProbe:', 'readinessProbe:', 'limits:', 'requests:', 'runAsNonRoot: true', 'readOnlyRootFilesystem: true', 'preStop:']) expect([name, part, text.includes(part)]).toEqual([name, part, true]);
      const main = /- (apps\/\S+\/src\/main\.ts)/.exec(text)?.[1];
      if (name !== 'front') expect([name, main, existsSync(join(root, main!))]).toEqual([name, `apps/${name}/src/main.ts`, true]);
    }
    for (const [name, text] of named('PodDisruptionBudget')) expect(text).toContain(`app.kubernetes.io/name: ${name}`);
  });
});

where(hasNginx, 'nginx', 'Debian: apt-get install nginx-light')('deploy/nginx', () => {
  it('is understood, opens its door and knows the services to be away', async () => {
    const door = await openFrontDoor([]);
    try { expect((await fetch(`${door.address}/api/me`)).status).toBe(503); } finally { await door.close(); }
  });
  it('tells services who asks, and nothing that whoever asks says of it', async () => {
    const service = createServer(({ headers }, answer) => answer.end(JSON.stringify({ from: headers['x-forwarded-for'], host: headers['x-forwarded-host'] ?? null })));
    await new Promise<void>((resolve) => { service.listen(0, '127.0.0.1', resolve); });
    const { port } = service.address() as AddressInfo;
    const door = await openFrontDoor([{ name: 'member', address: `http://127.0.0.1:${port}` }]);
    const told = async (headers: Record<string, string>) => (await fetch(`${door.address}/api/me`, { headers: { ...headers, connection: 'close' } })).json();
    try {
      expect(await told({ 'x-forwarded-host': 'forged.example' })).toEqual({ from: '127.0.0.1', host: null });
      expect(await told({ 'x-forwarded-for': '8.8.8.8, 10.1.1.1, 10.2.2.2' })).toEqual({ from: '10.2.2.2', host: null }); // 10.2.2.2 is what stood before the door has seen
    } finally {
      await door.close();
      service.close();
    }
  });
});

where(has('sh', '-c', 'command -v openssl'), 'openssl', 'Debian: apt-get install openssl')('deploy/make-secrets.sh', () => {
  it('makes what is missing, keeps what is there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lyceum-secrets-'));
    try {
      writeFileSync(join(folder, 'make-secrets.sh'), readFileSync(join(root, 'deploy/make-secrets.sh')));
      mkdirSync(join(folder, 'secrets'));
      writeFileSync(join(folder, 'secrets/master_key'), 'mine\n');
      expect(tool('sh', join(folder, 'make-secrets.sh')).status).toBe(0);
      const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8').trim();
      expect(secret('master_key')).toBe('mine');
      expect(secret('log_url')).toBe(`postgres://lyceum:${secret('postgres_password')}@postgres:5432/lyceum`);
    } finally { rmSync(folder, { recursive: true, force: true }); }
  });
});
