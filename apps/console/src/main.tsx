import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { Problem } from './api.ts';
import { router } from './routes.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/manage.css';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // Where the browser believes to be offline it is asked all the same: a failure can be told and tried again, what waits for the line says nothing.
      networkMode: 'always', refetchOnReconnect: true,
      staleTime: 10_000,
      // A refusal stays a refusal; a lost connection or a busy server is tried twice more; who waited for nothing decides.
      retry: (failures, error) => failures < 2 && error instanceof Problem && error.code !== 'slow' && (error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: false,
    },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
