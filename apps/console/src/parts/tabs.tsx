import { Link } from 'react-router';
import { useParams } from './url.ts';

/** Tabs that live in the address; each begins its lists anew. The first needs no mark in the address. */
export const Tabs = ({ label, tabs }: { label: string; tabs: readonly (readonly [name: string, title: string])[] }) => {
  const { params } = useParams();
  const chosen = params.get('tab') ?? tabs[0]?.[0];
  const address = (name: string) => {
    const next = new URLSearchParams(params);
    for (const list of ['cursor', 'page', 'sort', 'why', 'facts', 'factsPage', 'todo', 'todoPage', 'state', 'kind']) next.delete(list);
    if (name === tabs[0]?.[0]) next.delete('tab');
    else next.set('tab', name);
    return `?${next}`;
  };
  return <nav className="tabs" aria-label={label}>{tabs.map(([name, title]) => <Link key={name} to={address(name)} aria-current={chosen === name ? 'page' : undefined}>{title}</Link>)}</nav>;
};
