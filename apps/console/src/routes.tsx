import { createBrowserRouter, type RouteObject } from 'react-router';
import { Bones } from './parts/parts.tsx';
import { Home, NotFound, PageFault, Shell } from './pages/shell.tsx';

type Module = Record<string, unknown>;
/** A page in a chunk of its own: a member's phone never loads what administrators use. */
const page = (path: string, load: () => Promise<Module>, name: string): RouteObject => ({
  path, lazy: async () => ({ Component: (await load())[name] as React.ComponentType }),
});
const sign = () => import('./pages/sign.tsx');
const enter = () => import('./pages/enter.tsx');
const mine = () => import('./pages/mine.tsx');

export const router = createBrowserRouter([
  {
    errorElement: <PageFault />, hydrateFallbackElement: <div className="phone" style={{ padding: '4rem 1rem' }}><Bones /></div>,
    children: [
      page('/login', enter, 'LoginPage'),
      page('/activate', enter, 'ActivatePage'),
      page('/setup', () => import('./pages/setup.tsx'), 'SetupPage'),
      page('/sign/:code', sign, 'SignPage'),
      {
        element: <Shell />,
        children: [
          {
            errorElement: <PageFault />,
            children: [
              { index: true, element: <Home /> },
              page('me', mine, 'MyPage'),
              page('me/file', mine, 'MyFilePage'),
              page('me/looks', mine, 'MyLooksPage'),
              page('settings', () => import('./pages/settings.tsx'), 'SettingsPage'),
              page('board', () => import('./pages/board.tsx'), 'BoardPage'),
              page('sessions/:sessionId', () => import('./pages/session.tsx'), 'SessionPage'),
              page('people/:memberId', () => import('./pages/person.tsx'), 'PersonPage'),
              page('events/:position', () => import('./pages/event.tsx'), 'EventPage'),
              page('accounts', () => import('./pages/accounts.tsx'), 'AccountsPage'),
              page('policies', () => import('./pages/policies.tsx'), 'PoliciesPage'),
              {
                lazy: async () => ({ Component: (await import('./parts/antd-layer.tsx')).AntdLayer }),
                children: [
                  page('sessions', () => import('./pages/sessions.tsx'), 'SessionsPage'),
                  page('sessions/new', () => import('./pages/plan.tsx'), 'PlanPage'),
                  page('sessions/:sessionId/change', () => import('./pages/plan.tsx'), 'ChangePage'),
                  page('people', () => import('./pages/people.tsx'), 'PeoplePage'),
                  page('people/new', () => import('./pages/register.tsx'), 'RegisterPage'),
                  page('people/codes', () => import('./pages/codes.tsx'), 'CodesPage'),
                  page('people/import', () => import('./pages/import.tsx'), 'ImportPage'),
                  page('people/import/:importId', () => import('./pages/import.tsx'), 'ImportPage'),
                  page('units', () => import('./pages/units.tsx'), 'UnitsPage'),
                  page('roles', () => import('./pages/grants.tsx'), 'GrantsPage'),
                  page('history', () => import('./pages/history.tsx'), 'HistoryPage'),
                ],
              },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
