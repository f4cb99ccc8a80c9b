/** Every limit that the gateway sets to whoever calls it, as data. `docs/operations.md` lists the same figures. */

import type { Audience } from '@spotdeck/api'

/** A bucket of tokens for each address or each credential: so many at once, then so many a second. */
export type Budget = {
  readonly per: 'address' | 'credential'
  readonly burst: number
  readonly perSecond: number
}

/** Names of the request budgets. */
export type BudgetName = 'anonymous' | 'foreign' | 'calls' | 'orders' | 'cancels' | 'logins' | 'links'

/**
 * Requests. They are separate, so that nobody uses up another's: strangers at the owner's address leave the owner's
 * credential alone, and reads leave orders and cancels alone.
 */
export const REQUEST_BUDGETS: Readonly<Record<BudgetName, Budget>> = {
  /** Without a credential, or with a wrong one. Behind a proxy that is not trusted, callers share one address. */
  anonymous: { per: 'address', burst: 300, perSecond: 20 },
  /** Requests from a page of another origin, with or without the owner's cookie: they never use the owner's budget. */
  foreign: { per: 'address', burst: 60, perSecond: 5 },
  calls: { per: 'credential', burst: 2_000, perSecond: 200 },
  orders: { per: 'credential', burst: 200, perSecond: 20 },
  cancels: { per: 'credential', burst: 400, perSecond: 40 },
  /**
   * Login codes, links, passkeys and challenges of commands that may be wrong. A valid one is never refused: strangers at the
   * owner's address cannot lock sign-in.
   */
  logins: { per: 'address', burst: 10, perSecond: 1 / 30 },
  /** Sessions that one address opens with one link: each pushes out older ones. Many people may be behind an address. */
  links: { per: 'address', burst: 100, perSecond: 1 / 5 },
}

/**
 * Rows of a list, or events of a replay, that count as one call of a viewer or of the public: masking them takes time
 * of the one event loop, and long lists must not take the owner's share of it.
 */
export const GUEST_ROWS_PER_CALL = 50
/** Most rows of a list of a guest that is answered without a turn. */
export const GUEST_SMALL_LIST = 10
/** Most events of a replay of a guest that is sent without a turn, as after a short loss of its connection. */
export const GUEST_SMALL_REPLAY = 50
/** Before each longer list of a guest, and each page of a longer replay: longer where more of them wait. */
export const GUEST_LIST_PAUSE = { leastMs: 15, perWaitingMs: 1, mostMs: 50 }

/** Routes that do not count as `calls`: `none` is never limited, `itself` counts what fails (`logins`). */
export const ROUTE_BUDGETS: ReadonlyMap<string, BudgetName | 'none' | 'itself'> = new Map([
  ['GET /healthz', 'none'],
  ['GET /readyz', 'none'],
  ['POST /api/v1/session', 'itself'],
  ['POST /api/v1/session/passkey', 'itself'],
  ['POST /api/v1/proof', 'itself'],
  ['POST /api/v1/accounts/:account/orders', 'orders'],
  ['DELETE /api/v1/accounts/:account/orders/:orderId', 'cancels'],
])

/** Places of one kind that an audience has. */
export type PlaceQuota = {
  /** Of one user, token or link; all sessions of a link count as the link. */
  readonly perCredential: number
  /** Of all credentials of the audience together. */
  readonly together?: number
}
/** Places of one kind. Each audience has its own; `all`: of all callers together. */
export type PlaceQuotas = Readonly<Record<Audience, PlaceQuota>> & { readonly all?: number }

/** Places that callers hold for a while, by what they hold them for. */
export const PLACES = {
  /** Open WebSockets and event streams. The owner's are what is left of all: the others never hold all of it. */
  streams: {
    owner: { perCredential: 2_000, together: 10_000 },
    viewer: { perCredential: 500, together: 6_000 },
    public: { perCredential: 100, together: 3_000 },
    all: 10_000,
  },
  /** Reports that are computed at the same time. */
  reports: {
    owner: { perCredential: 6, together: 8 },
    viewer: { perCredential: 2, together: 3 },
    public: { perCredential: 1, together: 2 },
  },
  /** Reports that wait for their turn; one more is refused. */
  waitingReports: {
    owner: { perCredential: 64, together: 128 },
    viewer: { perCredential: 48, together: 128 },
    public: { perCredential: 32, together: 128 },
  },
  /** CSV exports that are being read at the same time. */
  exports: { owner: { perCredential: 8 }, viewer: { perCredential: 2 }, public: { perCredential: 1 } },
} as const satisfies Readonly<Record<string, PlaceQuotas>>
/** Between the end of a guest's report and the begin of the next one of any guest: longer where more of them wait. */
export const GUEST_REPORT_PAUSE = { leastMs: 5, perWaitingMs: 3, mostMs: 100 }
/** A report that has not begun by then is refused. */
export const MAX_REPORT_WAIT_MS = 10_000

/** Limits of connections without a signed-in caller. */
export type ConnectionLimits = {
  /** Connections over which nobody has signed in; beyond these the oldest is closed, never the newest refused. */
  readonly strangersPerAddress: number
  readonly strangers: number
  /** Connections over which a viewer or the public has signed in; those beyond stay among the strangers. */
  readonly guestsPerCredential: number
  readonly guests: number
  /** Bytes that may wait for all callers but the owner; beyond them, connections of those with the most are closed. */
  readonly guestBytes: number
  /** All of them; more are not accepted. */
  readonly connections: number
  /** From the connection, or the end of the request before, to the end of a request's headers. */
  readonly headersMs: number
  readonly requestMs: number
  /** Between two requests. */
  readonly keepAliveMs: number
  /** Without a byte in either direction; an open WebSocket is asked by pings instead. */
  readonly idleMs: number
  /** Interval between checks of the deadlines of headers and requests, in ms. */
  readonly checkEveryMs: number
}

/** As many strangers per address as a kernel accepts at once, so that a burst of sockets that sign in is not cut. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  strangersPerAddress: 512,
  strangers: 2_048,
  guestsPerCredential: 1_000,
  guests: 10_000,
  guestBytes: 64 * 1024 * 1024,
  connections: 16_000,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  idleMs: 90_000,
  checkEveryMs: 2_000,
}
