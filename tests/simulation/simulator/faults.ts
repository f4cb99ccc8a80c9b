/** Begins and ends each fault in the simulated world. */

import { seededRandom } from '@spotdeck/ports/virtual'
import type { FaultOrder } from '@spotdeck/sandbox'
import type { FaultName } from './fault-names.ts'
import {
  emptyBalances,
  lateRest,
  refusedCalls,
  refusedKey,
  unlistedSymbol,
  unreadableBalance,
  unreadableRows,
} from './lenses.ts'
import type { Step } from './steps.ts'
import { HOST, type Lens, SYMBOLS } from './venue.ts'
import type { World } from './world.ts'

type FaultStep = Extract<Step, { readonly kind: 'fault' }>
/** Begins a fault; the answer ends it. */
type Begin = (world: World, step: FaultStep) => (() => void) | undefined

/** Begins the fault of a step now; the answer ends it. */
export function begin(world: World, step: FaultStep): () => void {
  return BEGINNINGS[step.fault](world, step) ?? (() => undefined)
}

/** Longest time of a commit, in ms: most take much less. */
const MAX_COMMIT_MS = 10_000

const pick = ({ picks }: FaultStep, index: number): number => picks[index] ?? 0
const oneOf = <T>(values: readonly [T, ...T[]], at: number): T => values[Math.floor(at * values.length)] ?? values[0]

type Wanted = Omit<FaultOrder, 'target' | 'probability'> & Partial<Pick<FaultOrder, 'target' | 'probability'>>

/** A fault of the sandbox's own board. */
function board(of: (step: FaultStep) => Wanted): Begin {
  return (world, step) => {
    const { faults } = world.venue.rules
    const fault = faults.add({ target: {}, probability: 1, ...of(step) })
    return () => void (fault !== undefined && faults.remove(fault.id))
  }
}

/** A fault of some pushes of the private channels; REST is left alone. */
const pushes = (kind: FaultOrder['kind'], more: (step: FaultStep) => Partial<FaultOrder> = () => ({})): Begin =>
  board((step) => ({ kind, target: { channel: 'private' }, probability: 0.1 + pick(step, 0) * 0.4, ...more(step) }))

const silent = (channel: string): Begin => board(() => ({ kind: 'drop', target: { channel: `private.${channel}` } }))

const link =
  (state: 'refused' | 'silent' | 'deaf'): Begin =>
  ({ network }) => {
    network.setLink(HOST, state)
    return () => network.setLink(HOST, 'up')
  }

const lens =
  (of: (world: World, step: FaultStep) => Lens): Begin =>
  (world, step) => {
    const one = of(world, step)
    world.venue.lenses.add(one)
    return () => void world.venue.lenses.delete(one)
  }

const BEGINNINGS: Readonly<Record<FaultName, Begin>> = {
  drop: pushes('drop'),
  delay: pushes('delay', (step) => ({ delayMs: 100 + Math.floor(pick(step, 1) * 1_900) })),
  jitter: pushes('jitter', (step) => ({ delayMs: 50 + Math.floor(pick(step, 1) * 950), probability: 1 })),
  duplicate: pushes('duplicate'),
  reorder: pushes('reorder'),
  corrupt: pushes('corrupt'),
  oversize: pushes('oversize'),
  stall: board(() => ({ kind: 'stall' })),
  'half-open': board(() => ({ kind: 'half-open' })),
  refuse: (world, step) => {
    const end = board(() => ({ kind: 'refuse' }))(world, step)
    world.network.cut(HOST)
    return end
  },
  blocked: (world, step) => {
    const end = board(() => ({ kind: 'blocked' }))(world, step)
    world.network.cut(HOST)
    return end
  },
  'expire-listen-key': board(() => ({ kind: 'expire-listen-key' })),
  'steal-listen-key': board(() => ({ kind: 'steal-listen-key' })),
  'version-back': board(() => ({ kind: 'version-back' })),
  'error-before': board((step) => ({ kind: 'error-before', status: oneOf([500, 502, 503, 504], pick(step, 0)) })),
  firewall: board(() => ({ kind: 'error-before', status: 403 })),
  'error-after': board((step) => ({ kind: 'error-after', status: oneOf([504, 503], pick(step, 0)), probability: 0.7 })),
  'rate-limit': board((step) => ({
    kind: 'rate-limit',
    status: 429,
    retryAfterSeconds: 1 + Math.floor(pick(step, 1) * 4),
    probability: 0.3 + 0.7 * pick(step, 0),
  })),
  ban: board(() => ({ kind: 'rate-limit', status: 418, retryAfterSeconds: 5 })),
  'wrong-clock': board((step) => ({ kind: 'wrong-clock', offsetMs: Math.round((pick(step, 0) - 0.5) * 10_000) })),
  'silent-account': silent('account'),
  'silent-orders': silent('orders'),
  'silent-deals': silent('deals'),
  'stalled-pushes': board(() => ({ kind: 'stall', target: { channel: 'private' } })),
  cut: ({ network }) => {
    network.cut(HOST)
    return undefined
  },
  'no-connection': (world, step) => {
    const end = link('refused')(world, step)
    world.network.cut(HOST)
    return end
  },
  'silent-network': link('silent'),
  'lost-answers': link('deaf'),
  'late-rest': (world, step) => lateRest(world.venue, 500 + Math.floor(pick(step, 0) * 7_500)),
  'refused-calls': lens((_world, step) => refusedCalls(pick(step, 0), pick(step, 1))),
  'refused-key': lens((_world, step) => refusedKey(pick(step, 0))),
  'empty-balances': lens((world) => emptyBalances(() => world.readers.some(({ shown }) => shown.assets.size > 0))),
  'unreadable-balance': lens(() => unreadableBalance),
  'unlisted-symbol': lens((_world, step) => unlistedSymbol(oneOf(SYMBOLS, pick(step, 0)))),
  delisting: ({ venue }, step) => {
    const symbol = oneOf(SYMBOLS, pick(step, 0))
    venue.rules.core.house.symbolSwitches.add({ symbol, status: 'offline', at: venue.now() })
    return undefined
  },
  'clock-step': ({ venue }, step) => {
    venue.clockOffMs = Math.round((pick(step, 0) - 0.5) * 10_000)
    return () => void (venue.clockOffMs = 0)
  },
  crash: ({ gateway }, step) => {
    const count = Math.floor(pick(step, 0) * 40)
    if (count === 0) gateway.kill()
    else gateway.process?.killAtAwait(count)
    return undefined
  },
  restart: ({ gateway }) => {
    gateway.stop()
    return undefined
  },
  sleep: ({ gateway }) => {
    const { process } = gateway
    process?.sleep()
    return () => process?.wake()
  },
  rollback: ({ gateway, disk }, step) => {
    disk.copy()
    return () => {
      gateway.kill()
      disk.putBack()
      gateway.startIn(Math.floor(pick(step, 1) * 5_000))
    }
  },
  'full-disk': ({ disk }) => {
    disk.isFull = true
    return () => void (disk.isFull = false)
  },
  'unreadable-rows': lens((_world, step) => unreadableRows(pick(step, 0))),
  'slow-disk': ({ disk }, step) => {
    const random = seededRandom(`slow ${pick(step, 0)}`)
    disk.commitMs = () => Math.floor(random.next() ** 3 * MAX_COMMIT_MS)
    return () => void (disk.commitMs = () => 0)
  },
}
