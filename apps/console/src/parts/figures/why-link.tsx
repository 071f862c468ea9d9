import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { useDepth, useHere, useParams } from '../url.ts';

/** One figure at a time: its facts begin at their first page. */
const firstFacts = { facts: null, factsPage: null };

type Props = { of: string | null; className?: string; children: ReactNode; 'aria-label'?: string; title?: string; tabIndex?: number; 'data-cell'?: string };
/** Opens what a figure is made of, beside the page; each figure on the way is one step of Back. */
export const WhyLink = ({ of, children, ...more }: Props) => {
  const here = useHere();
  const { get } = useParams();
  const depth = useDepth();
  const pasted = depth === 0 && get('why') !== null; // no step of this tab leads back to its page
  return <Link {...more} to={here({ why: of, ...firstFacts })} state={{ depth: pasted ? 0 : depth + 1 }} data-why={of ?? undefined} preventScrollReset>{children}</Link>;
};

/** Closes the drawer over all its steps, so that Back then leads to what was before the figure and not into the drawer again. */
export const useCloseWhy = () => {
  const depth = useDepth();
  const navigate = useNavigate();
  const { set } = useParams();
  return () => { if (depth > 0) void navigate(-depth); else set({ why: null, ...firstFacts }, { replace: true }); };
};

/** The link on the page that shows this figure; none where it is not in sight. */
export const whyLinkOf = (key: string) => document.querySelector<HTMLElement>(`main [data-why="${CSS.escape(key)}"]`);
