import type { ReactNode } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useHere, useParams } from './url.ts';

/** How many steps of this tab's history the open drawer is away from its page; 0 where the address was pasted. */
const useDepth = () => (useLocation().state as { depth?: number } | null)?.depth ?? 0;

type Props = { of: string | null; className?: string; children: ReactNode; 'aria-label'?: string; title?: string; tabIndex?: number; 'data-cell'?: string };
/** Opens what a figure is made of, beside the page; each figure on the way is one step of Back. */
export const WhyLink = ({ of, children, ...more }: Props) => {
  const here = useHere();
  const depth = useDepth() + 1;
  return <Link {...more} to={here({ why: of })} state={{ depth }} data-why={of ?? undefined} preventScrollReset>{children}</Link>;
};

/** Closes the drawer over all its steps, so that Back then leads to what was before the figure and not into the drawer again. */
export const useCloseWhy = () => {
  const depth = useDepth();
  const navigate = useNavigate();
  const { set } = useParams();
  return () => { if (depth > 0) void navigate(-depth); else set({ why: null }, { replace: true }); };
};

/** The link on the page that shows this figure; none where it is not in sight. */
export const whyLinkOf = (key: string) => document.querySelector<HTMLElement>(`main [data-why="${CSS.escape(key)}"]`);
