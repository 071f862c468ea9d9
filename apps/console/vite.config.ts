import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Beside each text its smaller forms, which the host serves as they lie: nothing is compressed while somebody waits. */
const smaller = (): Plugin => {
  let folder = '';
  return {
    name: 'smaller', apply: 'build',
    configResolved: ({ root, build }) => { folder = join(root, build.outDir); },
    closeBundle: () => {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) => /\.(js|css|html|svg)$/.test(each))) {
        const path = join(folder, name);
        const text = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(text));
      }
    },
  };
};

/** LYCEUM_API: where a running host answers while the console is worked on with `vite`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), smaller()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': { target: process.env.LYCEUM_API ?? 'http://127.0.0.1:4300', changeOrigin: false } } },
});
