import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { images } from './containers.ts';
import { Missing, type Engine } from './process.ts';
import { startOneOf, type Machine, type Ways } from './ways.ts';

const engine = (url: string): Engine => ({ name: 'MongoDB', version: '1', url, kill: async () => {}, restart: async () => {}, stop: async () => {} });
const bare: Machine = { env: {}, asked: false, hasContainers: async () => false, run: async ({ image }) => engine(image) };
const withContainers: Machine = { ...bare, hasContainers: async () => true };
const given: Machine = { ...withContainers, env: { MONGODB_URL: 'mongodb://theirs/' } };
const program = { from: 'a program', start: async () => engine('program') };
const missing = { from: 'a program', start: async (): Promise<Engine> => { throw new Missing('MongoDB: no such program'); } };
const standIn = { from: 'a stand-in', start: async () => engine('stand-in') };
const ways: Ways = { name: 'MongoDB', variable: 'MONGODB_URL', image: images.mongodb, ask: async (url) => `of ${url}` };

describe('which engine is taken', () => {
  it.each<[string, Ways, Machine, string]>([
    ['the address that is given', { ...ways, program, standIn }, given, 'of mongodb://theirs/ (at MONGODB_URL)'],
    ['the program', { ...ways, program, standIn }, withContainers, 'of program (a program)'],
    ['the image, where it is asked for', { ...ways, program, standIn }, { ...withContainers, asked: true }, 'of mongo:8.0.13 (mongo:8.0.13)'],
    ['the image, where the program is missing', { ...ways, program: missing, standIn }, withContainers, 'of mongo:8.0.13 (mongo:8.0.13)'],
    ['the image before a stand-in', { ...ways, standIn }, withContainers, 'of mongo:8.0.13 (mongo:8.0.13)'],
    ['the stand-in, where there is nothing else', { ...ways, standIn }, bare, 'of stand-in (a stand-in)'],
    ['what can’t be asked, with the version that it was started as', { name: 'Kafka', program }, bare, '1 (a program)'],
  ])('%s, and says so', async (_, of, machine, version) => expect(await startOneOf(of, machine)).toMatchObject({ version }));

  it('is none where there is none, and what would help is said', async () => {
    await expect(startOneOf({ ...ways, program: missing }, bare)).rejects.toThrow('MongoDB: no such program; nor is there a container engine to run mongo:8.0.13');
    await expect(startOneOf(ways, bare)).rejects.toThrow('MongoDB: no MONGODB_URL is given; nor is');
  });
  it('is none where a program is there and fails: a fault is not passed over', async () =>
    await expect(startOneOf({ ...ways, program: { ...program, start: async () => { throw new Error('its port is taken'); } }, standIn }, withContainers)).rejects.toThrow('its port is taken'));
  it('is left alone where it is somebody else’s', async () => {
    const theirs = await startOneOf(ways, given);
    await expect(theirs.kill()).rejects.toThrow('the server at MONGODB_URL is not ours to stop');
    await expect(theirs.stop()).resolves.toBeUndefined();
  });
  it('is noted for the closing table', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lyceum-spec-'));
    try {
      const LYCEUM_ENGINES_RAN = join(folder, 'ran');
      for (const each of ['a', 'b']) await startOneOf({ name: each, program }, { ...bare, env: { LYCEUM_ENGINES_RAN } });
      expect(readFileSync(LYCEUM_ENGINES_RAN, 'utf8')).toBe('a 1 (a program)\nb 1 (a program)\n');
    } finally { rmSync(folder, { recursive: true, force: true }); }
  });
  it('has pinned images, those of docker-compose.yml', () => {
    const compose = readFileSync(join(import.meta.dirname, '../../docker-compose.yml'), 'utf8');
    expect(Object.values(images).map(({ image }) => image).filter((image) => !compose.includes(`image: ${image}\n`))).toEqual([]);
  });
});
