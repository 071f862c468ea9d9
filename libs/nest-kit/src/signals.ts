/** After a signal: how long stopping may take, and from when on a second signal ends the process at once; milliseconds. */
const patience = 20_000;
const impatience = 1000; // a process group delivers one Ctrl-C several times

/** Stops in order on SIGTERM and SIGINT, then ends the process: 0 where stopping went well. */
export const stopOnSignals = (stop: () => Promise<void>, failed: (error: unknown) => void): void => {
  let since: number | undefined;
  const end = (): void => {
    if (since !== undefined) {
      if (Date.now() - since > impatience) process.exit(1);
      return;
    }
    since = Date.now();
    setTimeout(() => { failed(new Error(`stopping took more than ${patience / 1000} s`)); process.exit(1); }, patience).unref();
    stop().then(() => process.exit(0), (error: unknown) => { failed(error); process.exit(1); });
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
};
