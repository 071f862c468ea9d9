import type { SessionStatus, StudyForm } from '@lyceum/contracts/activity/study-session';
import type { PersonName } from '@lyceum/contracts/person-name';

/** What the API answers, as the console reads it; api-types.spec.ts holds it against what their routes answer. Positions are opaque; days are `2026-03-06`, weeks `2026-W10`, instants ISO in UTC. */
export type Position = string;
export type Written = { position: Position };
/** `total` is null where counting would cost too much (the whole log). */
export type Page<T> = { items: T[]; next: string | null; total: number | null };
/** Reads that can be asked as of a moment say which one they show. */
export type Dated = { position: Position; at: string | null };

export type Grant = { grantId: string; role: string; unitId: string; unitName: string | null; from: string; until: string | null };
export type Holder = Grant & PersonName & { memberId: string };
export type Candidate = { memberId: string; name: string; unitId: string; unitName: string | null };
export type AccountFound = { memberId: string; account: string; unitName: string | null; state: 'none' | 'awaiting' | 'active' | 'off' };
export type Me = PersonName & {
  memberId: string; account: string | null; unitId: string; unitName: string | null; rights: string[]; demo: boolean; position: Position;
  roles: Omit<Grant, 'grantId'>[]; scopeRoots: { unitId: string; name: string }[];
};
export type Login = { loginId: string; createdAt: string; seenAt: string; device: string; current: boolean };
export type Look = { actor: PersonName & { memberId: string }; what: string; day: string; recordedAt: string };

/** `people`, `invited`, `signed`: null where they are few, hidden from who has no right to persons. */
export type Unit = { unitId: string; name: string; type: string; parentId: string | null; people: number | null; peopleHidden: boolean };

export type Person = PersonName & {
  memberId: string; unitId: string; unitName: string | null; post: string; tier: string; employment: string; party: string;
  since: string; secondary: { unitId: string; unitName: string | null; post: string }[]; active: boolean; forgotten: boolean;
};
export type PersonWhole = Person & { phone: string | null; otherPhone?: string | null; idNumber: string | null; joinedParty: string | null; account: 'none' | 'awaiting' | 'active' | 'off';
  /** What is there, but can't be read. */ unread?: ('name' | 'idNumber' | 'phone' | 'otherPhone')[] };
export type ActivationCode = { account: string; code: string; expiresAt: string };
export type CodesOfMany = Written & {
  issued: (ActivationCode & { memberId: string; name: string; unitName: string | null })[];
  skipped: number; administrators: number; unreadable: number; waiting: number; remaining: number; next: string | null;
};
export type Lacking = { without: number; awaiting: number };

/** What may be known before a login: whether the city is set up, and what it asks of passwords. */
export type Beginning = { needed: boolean; passwordPolicy: 'asvs' | 'mlps3' };
/** Null in the answer to a set-up that was sent again, where somebody has used theirs. */
export type FirstCode = { role: string; account: string; code: string | null; expiresAt: string | null };

export type Session = {
  sessionId: string; unitId: string; unitName: string | null; form: StudyForm; title: string; day: string; start: string; minutes: number; place: string;
  week: string; status: SessionStatus; invited: number | null; signed: number | null; signedHidden: boolean;
  /** Of a cancelled one; null: some had, and how many is not for this reader. */ hadSigned: number | null;
};
export type SessionWhole = Session & { publishedAt: string | null; openedAt: string | null; closedAt: string | null; cancelReason: string | null;
  reopenedAt: string | null; reopenReason: string | null; lateSigningDays: number | null; may: { manage: boolean; sign: boolean; reopen: boolean } };
export type MySession = Session & { mine: 'signed' | 'missing' | 'none'; cancelReason: string | null };
export type Attendance = PersonName & {
  memberId: string; unitId: string; state: 'signed' | 'missing' | 'withdrawn'; method?: string; reason?: string;
  recordedAt?: string; /** Of a withdrawn one. */ signedAt?: string; deviceAt?: string; device?: string; sharedDevice?: boolean;
};
export type Code = { url: string; code: string; expiresAt: string; serverNow: string };
export type Captured = { ticket: string; expiresAt: string; title: string; unitName: string | null };
export type Signed = Written & { sessionId: string; title: string; day: string; already: boolean };

export type UnitOfCount = 'percent' | 'person-times' | 'persons' | 'sessions' | 'weeks';
type OneFigure = { key: string; label: string; value: number | null; shown: string; unitOfCount: UnitOfCount; ratio?: string };
export type Figure = OneFigure & {
  change?: { value: number | null; shown: string; against: string; before: string };
  /** What it counts although it is settled: of missed weeks the mended ones. */ among?: OneFigure;
};
export type WeekState = 'held' | 'late' | 'missed' | 'none' | 'planned' | 'due';
/** `state` is the worst of the units together; of the `of` that held or were judged, `missed` missed the week. */
export type WeekCell = { week: string; state: WeekState; figure: string; missed?: number; of?: number };
export type ChildUnit = {
  unitId: string; name: string; type: string; /** The board's unit by itself, among its children. */ own?: true; weeks: WeekCell[];
  figures: { attendance: Figure; held: Figure; missed: Figure; invited: Figure; signed: Figure };
};
export type UnitBoard = Dated & {
  unit: { unitId: string; name: string; type: string }; path: { unitId: string; name: string }[]; from: string; to: string;
  /** The week in which the days end is not over. */ running: boolean; /** Sessions of these days that are open. */ open: number;
  figures: Figure[]; children: ChildUnit[]; weeks: string[]; weekStates: WeekCell[]; trend: { week: string; attendance: Figure }[];
};
export type BoardSession = Omit<Session, 'signedHidden'> & { figures: Record<string, Figure> };
export type SessionBoard = Dated & { session: BoardSession; figures: Figure[]; units: { unitId: string; name: string; invited: string; signed: string }[] };
export type BoardPerson = PersonName & { memberId: string; /** None where the board counts one unit alone. */ units: { unitId: string; name: string }[]; figures: { invited: Figure; signed: Figure; attendance: Figure } };
/** `withdrawn`: why; `signUntil`: the last day for signing, null of a cancelled one. */
export type RecordedSession = { sessionId: string; title: string; day: string; signed: boolean; withdrawn: string | null; open: boolean; signUntil: string | null };
export type MemberBoard = Dated & {
  person: PersonName & { memberId: string; unitId: string; unitName: string | null }; from: string; to: string; running: boolean; open: number; figures: Figure[];
  weeks: { week: string; invited: number; signed: number; sessions: RecordedSession[] }[];
};
/** `unfinished`: a session of this week that is not held yet. `owners`: who answers for the unit; null where the reader may not know people. */
export type Missed = { unitId: string; unitName: string; week: string; state: 'missed' | 'mended'; key: string; form: string; policy: { title: string } | null;
  unfinished: { sessionId: string; title: string; day: string; step: 'close' | 'sign' | 'open' | 'await' | 'cancel'; until: string | null } | null;
  owners: (PersonName & { memberId: string })[] | null };

export type FigureTerm = { key: string; label: string; value: number | null; shown: string; sign?: string };
export type FigureEvent = {
  eventId: string; position: Position; type: string; delta: number; sentence: string; occurredAt: string; recordedAt: string;
  actor: Actor; stream: string; revision: number;
};
export type Explanation = Dated & {
  key: string; label: string; value: number | null; shown: string; unitOfCount: UnitOfCount; meaning: string; formula: { text: string; symbols: string };
  terms: FigureTerm[]; events: Page<FigureEvent> | null; projection: { name: string; version: number };
  subject: (PersonName & { unitName: string | null }) | null; from: string; to: string; treeOn: string | null;
  definition: number; policy: { policyId: string; version: number; title: string; basis: string } | null;
};
export type Actor = { id: string; name: string } | string;

export type FileEntry = {
  revision: number; kind: string; sessionId: string; title: string | null; day: string; minutes: number; method: string; struck?: { reason: string };
  source: { eventId: string; type: string; stream: string; revision: number; recordedAt: string }; recordedAt: string;
};
export type LearningFile = Dated & Page<FileEntry> & { person: PersonName & { memberId: string }; figures: { count: number; minutes: number } };
export type Rule = { kind: string; form: string; per: string; atLeast: number };
export type PolicyVersion = { policyVersion: number; title: string; rule: Rule; basis: string; effectiveFrom: string };
export type Policy = {
  policyId: string; unitId: string | null; unitName: string | null; inherited: boolean; title: string; basis: string; effectiveFrom: string; until: string | null; policyVersion: number;
  rule: Rule; versions: PolicyVersion[];
};

export type Fields = Record<string, unknown>;
export type HistoryItem = {
  position: Position; eventId: string; type: string; stream: string; revision: number; actor: Actor; occurredAt: string; recordedAt: string;
  unitId?: string; unitName?: string; sentence: string; before: Fields | null; after: Fields | null;
};
export type EventWhole = Partial<HistoryItem> & { type: string; data?: Fields; [other: string]: unknown };
export type Moment = { position: Position; at: string | null };

export type ImportStatus = 'reading' | 'checked' | 'writing' | 'done' | 'failed';
export type ImportCounts = Record<'rows' | 'people' | 'skipped' | 'waiting' | 'errors' | 'warnings' | 'mended' | 'new' | 'unchanged' | 'changed' | 'duplicates' | 'guessedMainPosts' | 'guessedTiers', number>;
export type Heading = { column: number; heading: string; field: string | null };
export type NewUnit = { path: string; nearest: { unitId: string; name: string; path: string }[]; longer: string[]; longerTotal: number; makes: { below: string; names: string[] }; decision?: string };
export type RosterImport = {
  importId: string; fileName: string; encoding: string | null; status: ImportStatus; progress: { done: number; total: number };
  headings: Heading[]; sample: string[][]; counts: ImportCounts; skipped: { row: number; reason: string; text: string }[]; newUnits: NewUnit[];
  created: { unitId: string; path: string }[]; error?: { code: string; message: string }; position?: Position;
};
export type ImportNote = { field: string; severity: 'error' | 'waiting' | 'warning' | 'mended' | 'guess'; code: string; was?: string; now?: string; message: string };
export type ImportRow = { row: number; state: string; action: string; values: Record<string, string | undefined>; notes: ImportNote[] };
