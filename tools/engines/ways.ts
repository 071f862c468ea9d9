import { appendFileSync } from 'node:fs';
import { containerEngine, startImage, type Image } from './containers.ts';
import { Missing, type Engine } from './process.ts';

/** How an engine may come here; `from` says where a program or a stand-in is from. A real server goes before a stand-in. */
export type Ways = {
  readonly name: string;
  /** The environment's variable that names a server of somebody else. */
  readonly variable?: string;
  readonly program?: { readonly from: string; start(): Promise<Engine> };
  readonly image?: Image;
  readonly standIn?: { readonly from: string; start(): Promise<Engine> };
  /** Asks the server for its version; what can't be asked says it by itself. */
  readonly ask?: (url: string) => Promise<string>;
};
/** `asked`: images also where there are programs (`npm run engines -- --containers`). */
export type Machine = { readonly env: Readonly<Record<string, string | undefined>>; readonly asked: boolean; hasContainers(): Promise<boolean>; run(image: Image): Promise<Engine> };
const thisMachine = (): Machine => ({ env: process.env, asked: process.env['LYCEUM_CONTAINERS'] === '1', hasContainers: async () => (await containerEngine()) !== undefined, run: startImage });

/** Starts an engine by the first of its ways that there is; `version` is then what the server says of itself, and where it came from. */
export const startOneOf = async (ways: Ways, machine: Machine = thisMachine()): Promise<Engine> => {
  const { engine, from } = await firstOf(ways, machine);
  try {
    const version = `${ways.ask ? await ways.ask(engine.url) : engine.version} (${from})`;
    note(`${ways.name} ${version}`, machine);
    return { ...engine, version };
  } catch (error) {
    await engine.stop();
    throw error;
  }
};

const firstOf = async ({ name, variable, program, image, standIn }: Ways, { env, asked, hasContainers, run }: Machine): Promise<{ engine: Engine; from: string }> => {
  const given = variable && env[variable];
  if (given) return { engine: notOurs(name, variable, given), from: `at ${variable}` };
  if (asked && image) return { engine: await run(image), from: image.image };
  let missing = `${name}: ${variable ? `no ${variable} is given` : 'there is no program'}`;
  if (program) try { return { engine: await program.start(), from: program.from }; } catch (error) {
    if (!(error instanceof Missing)) throw error;
    missing = error.message;
  }
  if (image && (await hasContainers())) return { engine: await run(image), from: image.image };
  if (standIn) return { engine: await standIn.start(), from: standIn.from };
  throw new Missing(image ? `${missing}; nor is there a container engine to run ${image.image}` : missing);
};

/** A server that is neither stopped nor killed. */
const notOurs = (name: string, variable: string, url: string): Engine => {
  const refuse = async () => { throw new Missing(`${name}: the server at ${variable} is not ours to stop`); };
  return { name, version: 'of unknown version', url, kill: refuse, restart: refuse, stop: async () => {} };
};

/** For the table that `npm run test:engines` ends with. */
const note = (line: string, { env }: Machine): void => { if (env['LYCEUM_ENGINES_RAN']) appendFileSync(env['LYCEUM_ENGINES_RAN'], `${line}\n`); };
