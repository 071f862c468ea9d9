import { PublicUrl } from '@lyceum/nest-kit/environment';
import { Stop } from '../report.ts';
import type { Desk, Place } from './desk.ts';

export const setupLinkCommand = ({ now, data, report, program, within }: Desk): void => {
  program.command('setup-link').description('a one-use link to set up a city that is still empty').option('--data <folder>', 'the data folder', data).option('--city', 'the city on the engines that the environment names').requiredOption('--url <address>', 'where people reach the console')
    .action(async (place: Place & { url: string }) => {
      const url = PublicUrl.safeParse(place.url);
      if (!url.success) throw new Stop(`--url ${JSON.stringify(place.url)} is no address: say where people reach the console, such as https://study.example.org`, 2);
      await within(place, async ({ events, accounts }) => {
        if ((await events.head()) !== '') throw new Stop('the city is not empty: nobody needs a link to set it up');
        const until = new Date(Date.parse(now()) + 30 * 60_000).toISOString();
        const link = `${url.data}/setup?token=${await (await accounts()).issueCode('setup', 'setup', until)}`;
        report.answer({ link, until }, [link, `valid until ${until}, once`]);
      });
    });
};
