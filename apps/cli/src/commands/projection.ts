import { projectionsOf } from '@lyceum/nest-kit/projections';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { contexts } from '@lyceum/solo/contexts';
import { DataFolder } from '@lyceum/solo/data-folder';
import { scratchRows } from '../adapters.ts';
import { allProjections } from '../contexts.ts';
import { build, compare, named } from '../projections.ts';
import { Stop, table } from '../report.ts';
import type { Desk, Place } from './desk.ts';

export const projectionCommands = ({ report, group, at, within }: Desk): void => {
  const projection = group('projection', 'the rows that boards and lists are read from');
  at(projection.command('list').description('how far each is')).action((place: Place) => within(place, async (city) => {
    const head = await city.events.head();
    const rows: { context: string; name: string; version: number; position: string }[] = [];
    for (const [context, all] of houses(place)) for (const each of all) rows.push({ context, name: each.name, version: each.version, position: await (await city.rowsOf(context)).checkpoint(each) });
    report.answer({ head, projections: rows }, table([['context', 'projection', 'version', 'position'], ...rows.map(({ context, name, version, position }) => [context, name, String(version), position === head ? `${position} (end of the log)` : position || 'nothing yet'])]));
  }));
  at(projection.command('rebuild').description('make rows of raised projections beside the old, before the new program is started').argument('[names...]', 'all where none is named'))
    .option('--again', 'throw the rows of those that are named away and make them anew; the city must be stopped')
    .action(async (names: string[], place: Place & { again?: boolean }) => {
      const lock = place.again ? takeAlone(place, names) : undefined;
      try {
        await within(place, async (city) => {
          const built = [];
          for (const [context, all] of houses(place)) {
            const wanted = all.filter((each) => named(allProjections, names).includes(each));
            const reads = await city.rowsOf(context);
            if (place.again) await reads.forget(all.filter((each) => !wanted.includes(each)));
            if (wanted.length > 0) built.push(...(await build(city.events, reads, wanted, report)).map((each) => ({ context, ...each })));
          }
          report.answer({ built }, table(built.map(({ context, name, version, position }) => [context, name, `version ${version}`, position])));
        });
      } finally { lock?.release(); }
    });
  at(projection.command('check').description('compare rows with a fresh replay of the log, while the city is in use').argument('[names...]', 'all where none is named'))
    .action((names: string[], place: Place) => within(place, async (city) => {
      const stores = new Map<string, ReadStore>();
      for (const [context, all] of houses(place)) for (const each of all) stores.set(each.name, await city.rowsOf(context));
      const compared = await compare(city.events, ({ name }) => stores.get(name)!, named(allProjections, names), scratchRows(city.events.identity), report);
      report.answer({ compared }, table(compared.map(({ name, rows, different }) => [name, `${rows} rows`, different.length === 0 ? 'as replayed' : `DIFFERENT: ${different.join(', ')}`])));
      if (compared.some(({ different }) => different.length > 0)) throw new Stop('rows differ from what the log makes of them: make them anew with lyceum projection rebuild --again <name>');
    }));
};

/** Where rows are kept: all of a folder's in one house; each service's in its own. */
const houses = ({ city = false }: Place) => (city ? contexts.map((context) => [context.name, projectionsOf([context])] as const) : [['all', allProjections] as const]);

const takeAlone = ({ data, city }: Place, names: readonly string[]): DataFolder => {
  if (city) throw new Stop('--again is for a data folder. On engines raise the projection’s version: its rows are made beside the old', 2);
  if (names.length === 0) throw new Stop('--again wants the names of projections', 2);
  return DataFolder.take(data);
};
