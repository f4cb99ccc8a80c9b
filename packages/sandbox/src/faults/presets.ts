/** Sets of faults by name: an ordinary network, and a bad day. */

import { defined } from '@spotdeck/ports'
import type { FaultBoard } from './board.ts'
import type { Fault, FaultOrder } from './fault.ts'

/** Every call, and every push, as targets. */
const CALLS = { endpoint: '*' }
const PUSHES = { channel: 'spot@' }

/** Faults of each preset, and what they amount to, in the words that the panel shows. */
export const FAULT_PRESETS = {
  realistic: {
    what: 'Answers take 60 to 200 ms, pushes up to 80 ms, and reading calls are up to 300 ms behind.',
    faults: [
      { kind: 'delay', target: CALLS, probability: 1, delayMs: 60 },
      { kind: 'jitter', target: CALLS, probability: 1, delayMs: 140 },
      { kind: 'stale', target: CALLS, probability: 1, delayMs: 300 },
      { kind: 'jitter', target: PUSHES, probability: 1, delayMs: 80 },
    ],
  },
  hostile: {
    what: 'Slow and stale answers, errors before and after the work, resets, and pushes that are lost, doubled, out of order or cut.',
    faults: [
      { kind: 'rate-limit', target: CALLS, probability: 0.01, retryAfterSeconds: 1 },
      { kind: 'error-before', target: CALLS, probability: 0.02, status: 503 },
      { kind: 'error-before', target: CALLS, probability: 0.01, status: 502 },
      { kind: 'error-before', target: CALLS, probability: 0.01, status: 500, body: 'empty' },
      { kind: 'error-after', target: CALLS, probability: 0.02, status: 504 },
      { kind: 'reset', target: CALLS, probability: 0.01, afterBytes: 20 },
      { kind: 'delay', target: CALLS, probability: 1, delayMs: 100 },
      { kind: 'jitter', target: CALLS, probability: 1, delayMs: 1_500 },
      { kind: 'stale', target: CALLS, probability: 0.5, delayMs: 2_000 },
      { kind: 'refuse', target: {}, probability: 0.1 },
      { kind: 'drop', target: PUSHES, probability: 0.01 },
      { kind: 'duplicate', target: PUSHES, probability: 0.02 },
      { kind: 'reorder', target: PUSHES, probability: 0.01 },
      { kind: 'corrupt', target: PUSHES, probability: 0.002 },
      { kind: 'jitter', target: PUSHES, probability: 1, delayMs: 500 },
    ],
  },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly faults: readonly FaultOrder[] }>>

/** Name of a preset. */
export type FaultPreset = keyof typeof FAULT_PRESETS
/** Names of all presets. */
export const FAULT_PRESET_NAMES = Object.keys(FAULT_PRESETS) as readonly FaultPreset[]

/** Turns the faults of a preset on, for so long; `undefined`, and none of them, when the board has no room. */
export function addPreset(board: FaultBoard, name: FaultPreset, durationMs?: number): readonly Fault[] | undefined {
  const orders: readonly FaultOrder[] = FAULT_PRESETS[name].faults
  const added: Fault[] = []
  for (const order of orders) {
    const fault = board.add({ ...order, ...defined({ durationMs }) })
    if (fault === undefined) {
      for (const { id } of added) board.remove(id)
      return undefined
    }
    added.push(fault)
  }
  return added
}
