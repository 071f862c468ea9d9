import { usualLateSigningDays } from '@lyceum/contracts/activity/session-words';

/** What guards and controllers need to know of the host. A class, so that Nest can inject it. */
export class HttpSettings {
  /** Cookies are `Secure` and browsers are told to insist on TLS. */
  readonly production: boolean = false;
  /** A login that was not used for so long is over. */
  readonly idleMinutes: number = 120;
  /** Where people reach the console, where that is not the address that they name: `https://lyceum.example`. */
  readonly publicUrl: string | undefined = undefined;
  /** Who may read /metrics: this machine, or whoever reaches the port. */
  readonly metrics: 'loopback' | 'open' = 'loopback';
  /** The city is made up: the console says so, and shows how to log in. */
  readonly demo: boolean = false;
  /** For how many days after a session's day people may still sign: recorded with each session when it is opened. */
  readonly lateSigningDays: number = usualLateSigningDays;
  constructor(given: Partial<HttpSettings> = {}) { Object.assign(this, given); }
}
