/** In the order in which they are looked for: most call themselves by the names of the others as well. */
const browsers = [['MicroMessenger', 'WeChat'], ['DingTalk', 'DingTalk'], ['Edg', 'Edge'], ['OPR/', 'Opera'], ['QQBrowser', 'QQ'], ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'], ['Chrome', 'Chrome'], ['CriOS', 'Chrome'], ['Safari', 'Safari']] as const;
const systems = [['Harmony', 'HarmonyOS'], ['Android', 'Android'], ['iPhone', 'iOS'], ['iPad', 'iPadOS'], ['Windows', 'Windows'], ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'], ['Linux', 'Linux']] as const;
const named = (list: readonly (readonly [mark: string, name: string])[], text: string) => list.find(([mark]) => text.includes(mark))?.[1];

/** `Edge · Windows` of a browser's user agent; of one that names neither, its first forty characters. */
export const deviceName = (agent: string): string => [named(browsers, agent), named(systems, agent)].filter(Boolean).join(' · ') || agent.slice(0, 40);
