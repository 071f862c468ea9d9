/** Fast tests by default; suites that need engines, browsers or minutes are chosen by LYCEUM_SUITE (see tools/launch.mjs). */
const suites = {
  fast: '\\.spec\\.ts$',
  engines: '\\.engines\\.ts$',
  faults: '\\.faults\\.ts$',
  browser: '\\.browser\\.ts$',
};
const suite = process.env.LYCEUM_SUITE ?? 'fast';
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'],
  testRegex: suites[suite],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', { module: { type: 'es6' } }] },
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testTimeout: suite === 'fast' ? 60_000 : 600_000,
  // A browser on a busy machine is late now and then: a failure is printed, must not come twice, and is named again at the end.
  ...(suite === 'browser' ? { setupFilesAfterEnv: ['<rootDir>/tools/retry-once.mjs'], reporters: ['default', '<rootDir>/tools/retries.mjs'] } : {}),
  // All cores: by itself jest leaves one for who works beside it. Engines and browsers take theirs themselves, and their clients keep sockets for a while after they are closed.
  // A worker that ran many files takes a second to end, on a busy machine longer; jest's half second called that a leak. What really stays open is still told, after ten.
  ...(suite === 'fast' ? { maxWorkers: '100%', workerGracefulExitTimeout: 10_000 } : { maxWorkers: 1, forceExit: true }),
};
