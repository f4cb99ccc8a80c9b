/** The faults that the simulator injects, and for how long. */

import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'

/** Span of a fault: it lasts between these times, in ms. */
export type FaultSpan = { readonly minMs: number; readonly maxMs: number }

const short: FaultSpan = { minMs: 1 * SECOND_MS, maxMs: 8 * SECOND_MS }
const medium: FaultSpan = { minMs: 3 * SECOND_MS, maxMs: 25 * SECOND_MS }
/** The fault acts once. */
const once: FaultSpan = { minMs: 0, maxMs: 1 }

/** How long each fault lasts. Its first group are the faults of `docs/sandbox.md`, by their names there. */
export const faultSpans = {
  drop: medium,
  delay: medium,
  jitter: medium,
  duplicate: medium,
  reorder: medium,
  corrupt: medium,
  oversize: short,
  stall: medium,
  'half-open': medium,
  refuse: medium,
  blocked: medium,
  'expire-listen-key': once,
  'steal-listen-key': once,
  'version-back': once,
  'error-before': medium,
  'error-after': medium,
  'rate-limit': short,
  'wrong-clock': medium,
  ban: medium,
  'silent-account': medium,
  'silent-orders': medium,
  'silent-deals': medium,
  'stalled-pushes': medium,
  cut: once,
  'no-connection': medium,
  'silent-network': medium,
  'lost-answers': medium,
  'late-rest': medium,
  'refused-calls': medium,
  'empty-balances': medium,
  'unreadable-balance': medium,
  'unlisted-symbol': medium,
  delisting: once,
  'clock-step': medium,
  crash: once,
  restart: once,
  sleep: { minMs: 5 * SECOND_MS, maxMs: 12 * MINUTE_MS },
  rollback: medium,
  'full-disk': medium,
} as const satisfies Readonly<Record<string, FaultSpan>>

/** Name of a fault of the simulator. */
export type FaultName = keyof typeof faultSpans

/** Names of all faults, in the order of the report. */
export const FAULT_NAMES = Object.keys(faultSpans) as readonly FaultName[]

/**
 * Faults that silence pushes and REST together. Nothing says then that a figure is wrong; the account is `stale` within
 * 10 s.
 */
export const SILENT_FAULTS: ReadonlySet<FaultName> = new Set(['stall', 'half-open', 'silent-network', 'lost-answers'])
