/** Findings of `spotdeck doctor`: what a check saw, how bad it is, and what to do. Codes and statuses are stable. */

import { codeOf } from '@spotdeck/ports'
import { isMexcError } from '@spotdeck/mexc'

/** Statuses of a finding, from best to worst; the position is the exit code. */
export const STATUSES = ['ok', 'warning', 'error'] as const
/** `warning`: works, but not as it should; `error`: a gateway does not start or does not work. */
export type Status = (typeof STATUSES)[number]

/** Subjects of the checks, in the order in which they are shown. */
export const CHECKS = [
  'node',
  'configuration',
  'data',
  'disk',
  'port',
  'database',
  'redis',
  'bus',
  'endpoints',
  'rest',
  'streams',
  'clock',
  'key',
  'permissions',
  'addresses',
  'listen-keys',
  'pairs',
] as const
/** Subject of a check. */
export type Check = (typeof CHECKS)[number]

/** One row of the report. */
export type Finding = {
  readonly check: Check
  /** The account whose key was checked; absent where the check is about the machine or the host. */
  readonly account?: string
  readonly status: Status
  readonly code: string
  /** Text for a person: what was seen. */
  readonly seen: string
  /** Next step, for a person; empty where there is none. */
  readonly advice: string
}

/** Every code that a check has by itself: its status and the next step. Other codes are those of the error met. */
export const FINDINGS = {
  OK: ['ok', ''],
  NODE_TOO_OLD: ['error', 'Install Node 22 or 24.'],
  NODE_OUT_OF_SUPPORT: ['warning', 'Move to Node 22 or 24: this line gets no security fixes any more.'],
  DATA_OPEN: ['warning', 'Take the rights of the group and of others: chmod -R go-rwx on the folder.'],
  DATA_LOCKED: ['warning', 'Let the command that holds it end, or end it, before a gateway starts.'],
  DISK_FULL: ['error', 'Free some space: without it nothing can be recorded.'],
  DISK_LOW: ['warning', 'Free some space, or archive old events with spotdeck archive.'],
  SERVER_UNREACHABLE: ['error', 'Check that it runs, its address, its certificate, the network and the firewall.'],
  SERVER_OUT_OF_SUPPORT: ['warning', 'Move to PostgreSQL 14 or later.'],
  SERVER_TOO_OLD: ['error', 'Move to Redis 5 or later: Spotdeck writes streams.'],
  SERVER_READ_ONLY: ['error', 'Name the primary, or the whole group: nothing can be written to a copy.'],
  SERVER_PLAIN: ['warning', 'Use TLS: sslmode=verify-full for PostgreSQL, rediss:// for Redis.'],
  SERVER_CLOCK_DIFFERS: ['warning', 'Let both machines set their clocks by network time (NTP).'],
  DATABASE_RIGHTS_MISSING: ['error', 'Let its user create the schema (GRANT CREATE ON DATABASE), or own it.'],
  REDIS_REFUSED: ['error', 'Check user and password of its address, and the rights of the user (ACL).'],
  REDIS_RIGHTS_MISSING: ['error', 'Give its user these commands on the keys and channels of the prefix (ACL).'],
  ENDPOINT_RETIRED: ['error', 'Use the current address, or leave the setting out.'],
  STREAMS_UNREACHABLE: ['error', 'Check --ws, the network, the firewall and the proxy: WebSockets must pass.'],
  CLOCK_DIFFERS: ['warning', 'Let this machine set its clock by network time (NTP).'],
  CLOCK_OFF: ['error', 'Set this machine to network time (NTP): programs that sign with its clock are refused.'],
  KEY_CANNOT_READ: ['error', 'Give the key these permissions on MEXC: an account cannot be followed without them.'],
  KEY_CANNOT_READ_FLOWS: ['warning', 'Give the key these permissions on MEXC, to explain deposits and withdrawals.'],
  KEY_CANNOT_TRADE: ['error', 'Give the key the permission SPOT_DEAL_WRITE on MEXC, or turn trading off.'],
  KEY_CAN_WITHDRAW: [
    'warning',
    'Make a key without the right to withdraw: Spotdeck never withdraws. Then delete this.',
  ],
  KEY_EXPIRES: ['warning', 'Make a new key on MEXC in time, or bind this one to the address of this machine.'],
  KEY_RIGHTS_UNKNOWN: ['warning', 'Look at the permissions of the key on the page of MEXC.'],
  KEY_NOT_BOUND: ['warning', 'Bind the key to the address of this machine on MEXC: else it ends after 90 days.'],
  LISTEN_KEYS_USED_UP: [
    'error',
    'End programs that made them, or wait: a listen key that nobody extends ends in 60 min.',
  ],
  LISTEN_KEYS_FEW: ['warning', 'Look for programs that make listen keys and do not close them.'],
  UNKNOWN_SYMBOL: ['error', 'Check its spelling: MEXC lists no such symbol.'],
  SYMBOL_NOT_TRADABLE_VIA_API: ['error', 'Trade it on the website or in the app, or choose another pair.'],
  PAIRS_CLOSED: ['warning', 'Sell them on the website or in the app: orders of programs are refused.'],
} as const satisfies Readonly<Record<string, readonly [status: Status, advice: string]>>
/** Code of a finding that no error brought. */
export type FindingCode = keyof typeof FINDINGS

/** Makes a finding from a code of the table. */
export function finding(check: Check, code: FindingCode, seen: string): Finding {
  const [status, advice] = FINDINGS[code]
  return { check, status, code, seen, advice }
}

/** Makes a finding from an error: its code, and the next step that it names. */
export function failed(check: Check, error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error)
  const advice = isMexcError(error) ? error.advice : ''
  return { check, status: 'error', code: codeOf(error), seen: message.replace(advice, '').trim(), advice }
}

/** Returns the status of the worst finding. */
export function worst(findings: readonly Finding[]): Status {
  return STATUSES.findLast((status) => findings.some((one) => one.status === status)) ?? 'ok'
}
