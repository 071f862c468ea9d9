export type Facts = {
  readonly address: string; readonly folder: string; readonly seconds: number;
  /** Where phones reach it, if they are to; null where there is no network. */
  readonly lan: string | null | undefined;
  /** Absent where there is no demo city. */
  readonly demo: { readonly password: string; readonly logins: readonly { account: string; zh: string; en: string }[] } | undefined;
  /** The one-use link of a city that is not set up yet. */
  readonly setUp: string | undefined;
  readonly console: boolean;
};

/** What a start prints when everything is ready. */
export const banner = async ({ address, lan, folder, seconds, demo, setUp, console: built }: Facts): Promise<string> => {
  const code = lan && await (await import('qrcode')).toString(lan, { type: 'terminal', small: true }); // loaded by whom it is of use to
  const line = (what: string, value: string) => `  ${what.padEnd(22)}${value}`;
  return [
    '', `  Lyceum 已就绪 is ready (${seconds.toFixed(1)} s)`, '',
    built ? line('控制台 Console', address) : line('Console', 'not built: run `npm start`, which builds it'),
    line('接口 API', `${address}/api/docs`), line('数据 Data', folder),
    ...(lan === null ? [line('局域网 Network', '没有找到网络地址，手机无法访问 none was found: phones can’t reach this machine')] : []),
    ...(lan && code ? ['', line('局域网 Network', lan), '', code.replace(/^/gm, '  ')] : []),
    ...(setUp ? ['', '  首次设置（30 分钟内有效，仅用一次） Set up the first unit (valid for 30 minutes, once):', `  ${setUp}`] : []),
    ...(demo ? ['', `  演示账号 Demo logins, password ${demo.password}`, ...demo.logins.map(({ account, zh, en }) => line(`  ${account}`, `${zh} ${en}`))] : []),
    '', '  Ctrl-C 停止 stops it.', '',
  ].join('\n');
};
