import type { Command } from 'commander';
import { openCity, openReadable, type City, type Where } from '../adapters.ts';
import type { Report } from '../report.ts';

export type Surroundings = { readonly env: Readonly<Record<string, string | undefined>>; readonly now: () => string; readonly data: string };
export type Place = { data: string; city?: boolean };

/** What each command is made with: where it is named, where it answers, and how it comes to a city. */
export const deskOf = (program: Command, report: Report, surroundings: Surroundings) => ({
  ...surroundings, program, report,
  group: (name: string, what: string) => program.command(name).description(what),
  at: (command: Command) => command.option('--data <folder>', 'the data folder of a city in one process', surroundings.data).option('--city', 'the city on the engines that the environment names'),
  within: within(openReadable, surroundings),
  /** For who copies or tries a log, and need not understand it. */
  asItIs: within(openCity, surroundings),
});

const within = (open: (where: Where) => Promise<City>, { env }: Surroundings) => async <T>({ data, city = false }: Place, work: (opened: City) => Promise<T>): Promise<T> => {
  const opened = await open({ data, city, env });
  try { return await work(opened); } finally { await opened.close(); }
};

export type Desk = ReturnType<typeof deskOf>;
