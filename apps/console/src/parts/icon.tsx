const paths = {
  board: 'M4 4h6v8H4zM14 4h6v5h-6zM14 13h6v7h-6zM4 16h6v4H4z',
  sessions: 'M5 5h14v15H5zM5 10h14M9 3v4M15 3v4M9 14h2M13 14h2',
  people: 'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 20c0-3.500 2.500-6 6-6s6 2.500 6 6M16 5a3 3 0 0 1 0 6M17 14c2.500.5 4 2.800 4 6',
  rules: 'M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h5',
  history: 'M4 12a8 8 0 1 0 2.500-5.800M4 4v4h4M12 8v4.500l3 2',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.500-7 8-7s8 3 8 7',
  file: 'M4 6l8-3 8 3v13l-8 2-8-2zM12 3v18',
  looks: 'M2 12s3.500-7 10-7 10 7 10 7-3.500 7-10 7S2 12 2 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 4.500v5M8 14.500v5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.500l3.500 2',
  down: 'M6 9l6 6 6-6',
  close: 'M6 6l12 12M18 6L6 18',
  theme: 'M12 21a9 9 0 1 0 0-18v18z',
  check: 'M4 12.500l5 5L20 6.500',
  empty: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1 2h4l1-2h5',
  unit: 'M4 21V8l8-4 8 4v13M9 21v-5h6v5M9 11h1M14 11h1',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  back: 'M14 6l-6 6 6 6',
} as const;
export type IconName = keyof typeof paths;

/** One stroke, one size; always beside words or inside a labelled button, so hidden from readers. */
export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);

/** The state of a week by shape as well as by colour: full, half, crossed, diamond, ring, point. */
export const Mark = ({ state }: { state: string }) => (
  <svg className={`mark ${state}`} viewBox="0 0 14 14" aria-hidden="true">
    {state === 'held' && <rect x="1" y="1" width="12" height="12" rx="2.5" fill="currentColor" />}
    {(state === 'late' || state === 'mended') && <><rect x="1.75" y="1.75" width="10.5" height="10.5" rx="2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M2 12 12 2v8a2 2 0 0 1-2 2z" fill="currentColor" /></>}
    {state === 'missed' && <path d="M2.500 2.500l9 9M11.500 2.500l-9 9" stroke="currentColor" strokeWidth="2.25" strokeLinecap="round" />}
    {state === 'due' && <path d="M7 1.750 12.250 7 7 12.250 1.750 7z" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />}
    {state === 'planned' && <circle cx="7" cy="7" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />}
    {state === 'none' && <circle cx="7" cy="7" r="1.25" fill="currentColor" opacity="0.6" />}
  </svg>
);
