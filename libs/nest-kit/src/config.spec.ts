import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig, usage } from './config.ts';

const faultsOf = (argv: string[], env: Record<string, string> = {}) => {
  try { return `no fault but ${JSON.stringify(readConfig(argv, env))}`; }
  catch (error) { return error instanceof ConfigError ? error.faults : error; }
};

describe('the configuration', () => {
  it('has a value for everything', () => expect(readConfig([], {})).toEqual({ data: 'data', lan: false, empty: false, production: false, passwordPolicy: 'asvs', idleMinutes: 120, lateSigningDays: 7, metrics: 'loopback', help: false }));
  it('takes one of two policies of passwords, and no other', () => {
    expect(readConfig([], { PASSWORD_POLICY: 'mlps3' }).passwordPolicy).toBe('mlps3');
    expect(() => readConfig([], { PASSWORD_POLICY: 'mlps' })).toThrow('PASSWORD_POLICY');
  });
  it('reads flags before the environment', () => {
    expect(readConfig(['--port', '5000', '--data=/tmp/x', '--lan'], { LYCEUM_PORT: '6000', LYCEUM_IDLE_MINUTES: '30', LYCEUM_TRUST_PROXY: '10.0.0.1, 10.0.0.2', NODE_ENV: 'production', LYCEUM_PUBLIC_URL: 'https://lyceum.example/' }))
      .toMatchObject({ port: 5000, data: '/tmp/x', lan: true, idleMinutes: 30, trustProxy: ['10.0.0.1', '10.0.0.2'], production: true, publicUrl: 'https://lyceum.example' });
  });
  it.each([[['--demo'], 'small'], [['--demo', 'large'], 'large'], [['--demo', '--lan'], 'small']] as const)('%j is the %s demo city', (argv, demo) => expect(readConfig([...argv], {}).demo).toBe(demo));
  it('names every fault at once', () => {
    const faults = faultsOf(['--port', 'many', '--verbose', '--data'], { LYCEUM_METRICS: 'everyone' }) as string[];
    expect(faults).toHaveLength(4);
    expect(faults[0]).toMatch(/^--verbose is not known. Known are: --port, --data, --lan/);
    expect(faults[1]).toBe('--data wants a value: --data <folder>');
    expect(faults[2]).toBe('--port or LYCEUM_PORT: a whole number from 0 to 65535, in digits');
    expect(faults[3]).toBe('LYCEUM_METRICS: This is to be one of: loopback, open.');
  });
  it.each(['0x10', '1e3', '3000.0', '-1', '65536', '３０００'])('takes no port for %s', (port) => expect(faultsOf([`--port=${port}`])).toEqual(['--port or LYCEUM_PORT: a whole number from 0 to 65535, in digits']));
  it.each(['-h', '--help'])('knows %s', (flag) => expect(readConfig([flag], {}).help).toBe(true));
  it.each([[['--port=']], [['--port', '']], [['--port', ' ']]])('takes nothing for no port: %j', (argv) => expect(faultsOf(argv)).toEqual(['--port wants a value: --port <number>']));
  it.each([['on', true], ['1', true], ['TRUE', true], ['yes', true], ['off', false], ['0', false], ['false', false], ['no', false], ['', false]])('takes LYCEUM_LAN=%s for %s', (value, lan) => expect(readConfig([], { LYCEUM_LAN: value }).lan).toBe(lan));
  it('takes nothing else for yes or no', () => expect(faultsOf([], { LYCEUM_LAN: 'enable' })).toEqual(['LYCEUM_LAN: it is true, false, 1, 0, yes, no, on, off; not enable']));
  it('refuses a name that is misspelt, and says what is meant; others’ names are others’ affair', () => {
    expect(faultsOf([], { PASSWORD_POLCY: 'mlps3', LYCEUM_TRUSTPROXY: '10.0.0.1', LYCEUM_LOG_URL: 'postgres://a:secret@db/log', NODEENV: 'production' })).toEqual([
      'PASSWORD_POLCY is not known; is PASSWORD_POLICY meant?', 'LYCEUM_TRUSTPROXY is not known; is LYCEUM_TRUST_PROXY meant?',
      'LYCEUM_LOG_URL is not known; is it misspelt?', 'NODEENV is not known; is NODE_ENV meant?',
    ]);
    expect(readConfig([], { PASSWORD_STORE_DIR: '/home/a', NODE_EXE: 'node.exe', LANG: 'C', LYCEUM_FILES: '' })).toMatchObject({ passwordPolicy: 'asvs' });
  });
  it.each(['prod', 'Production', 'staging'])('takes NODE_ENV=%s for no name: it would else be weak without a word', (name) =>
    expect(faultsOf([], { NODE_ENV: name })).toEqual(['NODE_ENV: it is production, development or test; without it, development']));
  it.each([['production', true], ['development', false], ['test', false], ['', false]])('is in production or not: NODE_ENV=%s', (name, production) => expect(readConfig([], { NODE_ENV: name, LYCEUM_PUBLIC_URL: 'https://lyceum.example' }).production).toBe(production));
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', 'loopback', 'loopback, uniquelocal,10.1.2.3'])('believes proxies at %s', (list) => expect(readConfig([], { LYCEUM_TRUST_PROXY: list }).trustProxy).toEqual(list.split(/, ?/)));
  it.each(['foo', '10.0.0', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.0/8/8', 'proxy.city', '10.0.0.1 10.0.0.2', '10.0.0.1,true', ','])('believes no proxies at %s', (list) =>
    expect(faultsOf([], { LYCEUM_TRUST_PROXY: list, NODE_ENV: 'prod' })).toEqual([expect.stringMatching(/^NODE_ENV: /), 'LYCEUM_TRUST_PROXY: addresses like 10.0.0.1, ranges like 10.0.0.0/8, or loopback, linklocal, uniquelocal; by comma']));
  it.each(['http://a/b?x', 'http://a/b#y', 'https://user:secret@a/', 'https://user@a/', 'ftp://a/'])('reaches nobody at %s: paths are put behind it', (url) => {
    const [fault] = faultsOf([], { LYCEUM_PUBLIC_URL: url }) as string[];
    expect(fault).toMatch(/^LYCEUM_PUBLIC_URL: /);
    expect(fault).not.toContain('secret');
  });
  it.each<Record<string, string>>([{}, { LYCEUM_PUBLIC_URL: '' }, { LYCEUM_PUBLIC_URL: ' ' }])('wants its address in production, not only %j: links would lead to wherever a request says it was sent', (unset) => {
    expect(faultsOf(['--empty'], { ...unset, NODE_ENV: 'production' })).toEqual([expect.stringMatching(/^LYCEUM_PUBLIC_URL is missing: .*like https:/)]);
    expect(readConfig([], unset).publicUrl).toBeUndefined();
    expect(readConfig(['--help'], { ...unset, NODE_ENV: 'production' }).help).toBe(true); // who asks what there is to set has not set it
  });
  it('refuses the demo city in production', () => expect(faultsOf(['--demo'], { NODE_ENV: 'production', LYCEUM_PUBLIC_URL: 'https://lyceum.example' })).toEqual([expect.stringContaining('no demo city')]));
  it('refuses a demo city that is empty', () => expect(faultsOf(['--demo', '--empty'])).toEqual(['--empty and --demo exclude each other']));
  it('lists every flag and variable', () => { for (const name of ['--port', '--empty', 'LYCEUM_MASTER_KEY_FILE', 'NODE_ENV']) expect(usage()).toContain(name); });
});
