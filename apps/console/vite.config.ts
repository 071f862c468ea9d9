import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** LYCEUM_API: where a running host answers while the console is worked on with `vite`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': { target: process.env.LYCEUM_API ?? 'http://127.0.0.1:4300', changeOrigin: false } } },
});
