import tseslint from 'typescript-eslint';
import lyceum from './tools/lint/floors.mjs';

const impure = ['Date', 'process', 'Buffer', 'setTimeout', 'setInterval', 'setImmediate', 'crypto', 'performance', 'fetch', 'globalThis', 'require'];
const everywhere = {
  'no-console': 'error',
  'no-debugger': 'error',
  eqeqeq: 'error',
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
};

export default [
  { ignores: ['**/node_modules', '**/dist', '.nx', 'data', 'apps/console/public'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parser: tseslint.parser },
    plugins: { lyceum, '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'lyceum/floors': 'error',
      'lyceum/circles': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': 'error',
      ...everywhere,
    },
  },
  { // what runs as it is: threads, and tools
    files: ['**/*.mjs'],
    plugins: { lyceum },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { 'lyceum/circles': 'error', 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }], ...everywhere },
  },
  {
    files: ['libs/**/*.decider.ts', 'libs/**/*.projection.ts', 'libs/**/*.reactor.ts', 'libs/**/*.examples.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impure.map((name) => ({ name, message: 'Pure files take time, ids and the world as values.' }))],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Randomness is an input.' }],
    },
  },
  {
    files: ['libs/core/src/**', 'libs/contracts/src/**'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an input.' }],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Randomness is an input.' }, { object: 'Date', property: 'now', message: 'Time is an input.' }],
    },
  },
  { files: ['apps/*/src/main.ts', 'apps/cli/**', 'tools/**'], rules: { 'no-console': 'off' } },
];
