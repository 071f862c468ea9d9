import type { Right } from '@lyceum/directory/rights';

export type Language = 'zh' | 'en';

/** One request, after the guard: who asks, in which language, under which id. A controller receives it by `@Asked()`. */
export type Call = {
  readonly memberId: string;
  readonly loginId: string;
  readonly actor: string;
  /** The right that the route declares; `Access` checks it against a unit. */
  readonly right: Right;
  /** The route's pattern, never an address with ids: `GET /api/members/:memberId`. */
  readonly route: string;
  /** Derived from actor, route and `Idempotency-Key`; on a read, of the request's own id. */
  readonly command: string;
  readonly correlation: string;
  readonly language: Language;
  readonly now: string;
};

/** Whoever sends a request, logged in or not. A controller receives it by `@Visiting()`. */
export type Visit = {
  readonly language: Language;
  readonly now: string;
  readonly correlation: string;
  /** Of the network, and how the browser names itself (at most 200 characters; it proves nothing). */
  readonly address: string;
  readonly device: string;
  /** Like a call's; for set-up and activation, which have no caller. */
  readonly command: string;
  /** Where the browser believes it is: `https://lyceum.example`; what links and codes lead to. */
  readonly origin: string;
  /** A random text that this browser alone has, by its purpose: from its cookie, or drawn now and set for so many seconds. */
  readonly browser: (purpose: string, seconds: number) => string;
  /** The same where the cookie is there; `undefined` where it is not. */
  readonly knownBrowser: (purpose: string) => string | undefined;
  /** Sets or clears the login cookie of the answer. */
  readonly remember: (token: string) => void;
  readonly forget: () => void;
};

declare const checked: unique symbol;
/** A call whose right was checked for one unit (or for the caller's own record). Only `Access` makes these; `Commands` asks for one. */
export type Scope = { readonly call: Call; readonly unit: string; readonly [checked]: true };
