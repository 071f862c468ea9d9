import { contexts } from '@lyceum/solo/contexts';
import { startCity, type CityEngines } from '../../../../tools/engines/city.ts';
import { foundTown, Load, type Acknowledged, type Town } from './load.ts';
import { startService, type Service } from './services.ts';
import { unsound } from './soundness.ts';

type Options = {
  /** How many of each, where not two of everything; one of the member service there always is, for setting the city up. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** A city's engines, where they are not just started. */
  readonly engines?: () => Promise<CityEngines>;
  /** Starts a service, where that is not simply a process of this machine. */
  readonly start?: (name: string, env: Readonly<Record<string, string>>) => Promise<Service>;
};
const twoOfEach = Object.fromEntries(contexts.map(({ name }) => [name, 2]));

/** A city that works: engines, services in replicas, people who are signed for; to be broken on purpose and looked at afterwards. */
export class Fleet {
  readonly running: Service[] = [];
  /** Of all loads so far. */
  readonly acknowledged: Acknowledged[] = [];
  private constructor(readonly city: CityEngines, readonly env: Readonly<Record<string, string>>, private readonly begin: NonNullable<Options['start']>) {}
  town!: Town;

  static async start({ replicas = twoOfEach, engines = startCity, start = startService }: Options = {}): Promise<Fleet> {
    const city = await engines();
    const fleet = new Fleet(city, { ...city.env, LYCEUM_LOG_LEVEL: 'warn' }, start);
    try {
      const names = Object.entries({ member: 1, ...replicas }).flatMap(([name, count]) => Array<string>(count).fill(name));
      await Promise.all(names.map((name) => fleet.start(name)));
      fleet.town = await foundTown(fleet.env, fleet.of('member')[0]!, fleet.of('activity')[0]!);
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  of(name: string): readonly Service[] { return this.running.filter((service) => service.name === name); }
  async start(name: string): Promise<Service> {
    const service = await this.begin(name, this.env);
    this.running.push(service);
    return service;
  }
  /** Without a word. */
  async kill(service: Service): Promise<void> {
    this.running.splice(this.running.indexOf(service), 1);
    await service.kill();
  }
  /** In order; answers its exit code. */
  async end(service: Service): Promise<number | null> {
    this.running.splice(this.running.indexOf(service), 1);
    return service.stop();
  }

  /** Runs `fault` under load, and answers how much trouble whoever sent commands had. */
  async under(fault: (load: Load) => Promise<void>): Promise<{ acknowledged: number; troubles: number }> {
    const load = new Load(this.town, () => this.of('activity'));
    try {
      await load.more(20);
      await fault(load);
      await load.more(20);
      await load.end();
    } finally {
      await load.end().catch(() => undefined);
      this.acknowledged.push(...load.acknowledged);
    }
    return { acknowledged: load.acknowledged.length, troubles: load.troubles };
  }

  /** What is wrong now, with everything since the beginning. */
  async unsound(): Promise<readonly string[]> {
    const last = this.acknowledged.map(({ position }) => position).sort().at(-1) ?? '';
    const { office, sessionId, unitId, day } = this.town;
    const pages = { member: '/api/units', activity: `/api/study-sessions/${sessionId}`, assessment: `/api/policies?unit=${unitId}`, dashboards: `/api/boards/unit/${unitId}?from=${day}&to=${day}`, audit: `/api/history?subject=session:${sessionId}` };
    for (const [name, path] of Object.entries(pages)) {
      for (const { address } of this.of(name)) await this.shown(office.at(address), `${path}${path.includes('?') ? '&' : '?'}after=${last}`);
    }
    return unsound(this.env, this.acknowledged, [...new Set(this.running.map(({ name }) => name))]);
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.splice(0).map((service) => service.kill()));
    await this.city.stop();
  }

  /** Rows come up to what was acknowledged, in every replica. */
  private async shown(office: Town['office'], path: string): Promise<void> {
    for (let tries = 0; ; tries++) {
      const { status, text } = await office.get(path);
      if (status === 200) return;
      if (tries === 60) throw new Error(`${path}: ${status} ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
