/** The faults that the simulator injects, and for how long. */

import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'

/**
 * Facts of a fault: it lasts between `minMs` and `maxMs`. The bounds differ from `USUAL_BOUNDS` only where the reason
 * stands beside them. All in ms.
 */
export type FaultFacts = { readonly minMs: number; readonly maxMs: number } & Partial<Bounds>

/** Bounds that a run is judged by, in ms. */
export type Bounds = {
  /** Longest time that a figure may be wrong while the status is `live`. */
  readonly wrongMs: number
  /** Time after the fault until the account is live and every figure is right. */
  readonly rightMs: number
  /** Time after that until the lists of orders and deals are complete. */
  readonly listsMs: number
}

const USUAL_BOUNDS: Bounds = { wrongMs: 3 * SECOND_MS, rightMs: 30 * SECOND_MS, listsMs: 30 * SECOND_MS }
/** Under several faults, what would notice the first one can be what the second one breaks. */
const SEVERAL_FAULTS: Bounds = { wrongMs: 10 * SECOND_MS, rightMs: 2 * MINUTE_MS, listsMs: 2 * MINUTE_MS }

/** Pushes and REST are silent together, so nothing says that a figure is wrong: the account is `stale` within 10 s. */
const unnoticed: Partial<Bounds> = { wrongMs: 10 * SECOND_MS }
/**
 * Lost pushes of an order that leaves every balance as it was, such as one that is placed and canceled: the next audit
 * finds it (`docs/evidence/reliability.md`, "What cannot be known").
 */
const traceless: Partial<Bounds> = { listsMs: 6 * MINUTE_MS }
/** The SDK sends nothing for 90 s after an answer of the firewall. */
const afterFirewall: Partial<Bounds> = { rightMs: 100 * SECOND_MS }
/** After a refused key the private stream is asked for every 5 minutes. */
const afterRefusal: Partial<Bounds> = { rightMs: 6 * MINUTE_MS }

const short = { minMs: 1 * SECOND_MS, maxMs: 8 * SECOND_MS }
const medium = { minMs: 3 * SECOND_MS, maxMs: 25 * SECOND_MS }
/** The fault acts once. */
const once = { minMs: 0, maxMs: 1 }

/** The faults. The first group are the faults of `docs/sandbox.md`, by their names there. */
export const FAULTS = {
  drop: { ...medium, ...traceless },
  delay: medium,
  jitter: medium,
  duplicate: medium,
  reorder: medium,
  corrupt: medium,
  oversize: short,
  stall: { ...medium, ...unnoticed, ...traceless },
  'half-open': { ...medium, ...unnoticed },
  refuse: medium,
  blocked: medium,
  'expire-listen-key': { ...once, ...traceless },
  'steal-listen-key': { ...once, ...traceless },
  'version-back': once,
  'error-before': medium,
  firewall: { ...medium, ...afterFirewall },
  'error-after': medium,
  'rate-limit': short,
  'wrong-clock': medium,
  ban: medium,
  'silent-account': medium,
  'silent-orders': { ...medium, ...traceless },
  'silent-deals': { ...medium, ...traceless },
  'stalled-pushes': { ...medium, ...traceless },
  cut: once,
  'no-connection': medium,
  'silent-network': { ...medium, ...unnoticed },
  'lost-answers': { ...medium, ...unnoticed },
  'late-rest': medium,
  'refused-calls': medium,
  'refused-key': { ...medium, ...afterRefusal },
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
  'unreadable-rows': medium,
  'slow-disk': medium,
} as const satisfies Readonly<Record<string, FaultFacts>>

/** Name of a fault of the simulator. */
export type FaultName = keyof typeof FAULTS

/** Names of all faults, in the order of the report. */
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[]

/** Bounds of a run with these faults: the widest of theirs. */
export function boundsOf(faults: readonly FaultName[]): Bounds {
  const all: readonly Bounds[] = [
    ...faults.map((fault) => ({ ...USUAL_BOUNDS, ...FAULTS[fault] })),
    faults.length > 1 ? SEVERAL_FAULTS : USUAL_BOUNDS,
  ]
  const widest = (name: keyof Bounds): number => Math.max(...all.map((bounds) => bounds[name]))
  return { wrongMs: widest('wrongMs'), rightMs: widest('rightMs'), listsMs: widest('listsMs') }
}
