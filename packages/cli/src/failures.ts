/** Failures of commands: the category of an error's code, and the exit code of the category. Both are stable. */

import { codeOf } from '@spotdeck/ports'

/** Kind of failures that a program treats alike. */
export type Category = {
  readonly exit: number
  readonly means: string
  /** Next step, where the error names none of its own. */
  readonly hint: string
  /** Codes; `*` stands for any text. */
  readonly codes: readonly string[]
}

/** Every category, by its name. A code belongs to the first that lists it. */
export const CATEGORIES = {
  usage: {
    exit: 2,
    means: 'the line, or a value on it, cannot be used',
    hint: 'Run the command with --help.',
    codes: [
      ...['USAGE', 'CONFIG_BAD_VALUE', 'BAD_REQUEST', 'INVALID_REQUEST', 'UNKNOWN_TOPIC', 'CODE_UNKNOWN'],
      ...['FRAME_UNREADABLE', 'IMPORT_KIND_UNKNOWN', 'IMPORT_ZONE_UNKNOWN', 'IMPORT_MAPPING_WRONG'],
      'IMPORT_COLUMNS_MISSING',
    ],
  },
  unclear: {
    exit: 7,
    means: 'it may have happened or not',
    hint: 'Look the order up before it is sent again.',
    codes: ['ORDER_OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN'],
  },
  interrupted: {
    exit: 130,
    means: 'a signal ended it',
    hint: 'Run it again.',
    codes: ['*_CANCELED', 'CANCELED', 'ABORTED', 'CLIENT_CLOSED'],
  },
  configuration: {
    exit: 3,
    means: 'the configuration, the keys or this machine have to be changed',
    hint: 'Run spotdeck doctor.',
    codes: [
      ...['CONFIG_*', 'CREDENTIALS_*', 'PLAIN_*', 'KEY_*', 'CLOCK_*', 'PORT_*', 'EXPOSED_HOST', 'INSECURE_HOST'],
      ...['DATABASE_MISSING', 'STORE_ADDRESS_BAD', 'ARCHIVE_UNSUPPORTED', 'ENDPOINT_RETIRED', 'NOTICES_UNREADABLE'],
      ...['SANDBOX_*', 'VENUE_INVALID', 'SCENARIO_INVALID'],
    ],
  },
  refused: {
    exit: 5,
    means: 'the exchange, the gateway or a rule of it says no',
    hint: 'Ask spotdeck why with the code.',
    codes: [
      ...['AUTH_REFUSED', 'PERMISSION_MISSING', 'IP_NOT_ALLOWED', 'EXCHANGE_REFUSED', 'UNAUTHENTICATED', 'REVOKED'],
      ...['*_FORBIDDEN', 'FOREIGN_ORIGIN', 'WRONG_HOST', 'LOGIN_CODE_INVALID', 'TRADING_OFF', '*_LIMIT'],
      ...['PLANS_OFF', 'PLAN_*'],
      ...[
        '*_REJECTED',
        'NOTIONAL_UNKNOWN',
        'ORDER_RULE_BROKEN',
        'ORDER_CLOSED',
        'ORDER_NEVER_ARRIVED',
        'INSUFFICIENT_BALANCE',
      ],
      ...['SYMBOL_NOT_TRADABLE_VIA_API', 'CHANNEL_*', 'CONFLICT', '*_EXISTS', 'IMPORT_CONTRADICTS', '*_TOO_LARGE'],
      ...[
        'TOO_LARGE',
        'PASSKEY_*',
        'TOO_MANY_PASSKEYS',
        'STORE_REFUSED',
        'REDIS_*',
        'DATABASE_RIGHTS_MISSING',
        'LEDGER_FOREIGN',
        'CONFIRMATION_NEEDED',
      ],
    ],
  },
  'not-found': {
    exit: 4,
    means: 'there is no such account, order, symbol, file or id',
    hint: 'Check the name; the list commands tell those that there are.',
    codes: [
      ...['UNKNOWN_*', '*_UNKNOWN', 'NOT_FOUND', 'LEDGER_MISSING', 'DATA_MISSING', 'IMPORT_FILE_MISSING'],
      ...['IMPORT_GONE', 'EVENTS_ARCHIVED'],
    ],
  },
  unavailable: {
    exit: 6,
    means: 'something does not answer, or is busy: later it may work',
    hint: 'Run it again in a minute; spotdeck doctor says what does not answer.',
    codes: [
      ...[
        'GATEWAY_*',
        'NETWORK_*',
        'STREAM_*',
        '*_UNREACHABLE',
        'SERVER_*',
        'FIREWALL_BLOCKED',
        'EXCHANGE_*',
        'RATE_LIMITED',
      ],
      ...['IP_BANNED', 'QUEUE_*', 'TOO_SLOW', 'TOO_MANY_*', 'REQUEST_TIMEOUT', '*_ELSEWHERE', '*_UNAVAILABLE'],
      ...['RESTARTING', 'NOT_READY', 'PNL_COMPUTING', 'IMPORT_BUSY', 'IMPORT_STOPPED'],
      ...['LEDGER_MOVING', 'LEDGER_MOVED', 'LEASE_LOST', 'MOVE_UNANSWERED', 'MARKET_NOT_LIVE', 'DATA_DIR_LOCKED'],
      ...['LISTEN_KEYS_USED_UP', 'UNREADABLE_ANSWER'],
    ],
  },
  storage: {
    exit: 8,
    means: 'a file or ledger cannot be written or read, or is not whole',
    hint: 'Check the disk and the rights; spotdeck verify checks ledgers.',
    codes: [
      ...['LEDGER_*', 'ARCHIVE_*', 'BACKUP_*', 'VERIFY_FAILED', '*_UNWRITABLE', '*_UNREADABLE', '*_STORE_FAILED'],
      ...['SQLITE_*', 'DISK_FULL', 'ENOSPC', 'EACCES'],
    ],
  },
  unexpected: {
    exit: 1,
    means: 'none of these; a fault of Spotdeck, or a code that is new',
    hint: 'Run it again with --log-level debug, and report it.',
    codes: ['*'],
  },
} as const satisfies Readonly<Record<string, Category>>
/** Name of a category. */
export type CategoryName = keyof typeof CATEGORIES

/** An error of a command, as `--json` prints it under `error`. */
export type Failure = {
  readonly code: string
  readonly category: CategoryName
  readonly message: string
  readonly hint: string
}

/** Returns what a program is told of an error. */
export function failureOf(error: unknown): Failure {
  const named = error instanceof Error ? codeOf(error) : 'UNEXPECTED'
  const code = named === 'INTERNAL' ? 'UNEXPECTED' : named
  const category = categoryOf(code)
  const advice = error instanceof Error && 'advice' in error ? String(error.advice) : ''
  const text = error instanceof Error ? error.message : `Something unexpected was thrown: ${String(error)}.`
  const message = text.replace(advice, '').trim()
  return { code, category, message, hint: advice === '' ? CATEGORIES[category].hint : advice }
}

/** Returns the first category that lists a code. */
export function categoryOf(code: string): CategoryName {
  const lists = ([, { codes }]: [string, Category]): boolean =>
    codes.some((known) => new RegExp(`^${known.replace('*', '.*')}$`).test(code))
  return (Object.entries(CATEGORIES).find(lists)?.[0] ?? 'unexpected') as CategoryName
}
