/** The sandbox exchange's panel through the gateway's relay: its clock, its faults, its money and its truth. */

import type { Side } from '@spotdeck/api'
import { type Send, callsThrough } from './call.ts'

/** The exchange's time, how many times as fast as the machine's it runs, and whether it stands still. */
export type SandboxClock = { readonly time: number; readonly rate: number; readonly paused: boolean }
/** A change of the clock; `advanceMs` runs it ahead at once. */
export type ClockChange = { readonly rate?: number; readonly paused?: boolean; readonly advanceMs?: number }
/** An active fault: its kind, target and probability, and its end. */
export type SandboxFault = {
  readonly id: string
  readonly kind: string
  readonly target: Readonly<Record<string, string>>
  readonly probability: number
  readonly endsAt?: number
  readonly times?: number
}
/** A fault to turn on. */
export type FaultWish = {
  readonly kind: string
  readonly target?: Readonly<Record<string, string>>
  readonly probability?: number
  readonly durationMs?: number
  readonly times?: number
  readonly status?: number
  readonly delayMs?: number
  readonly offsetMs?: number
}
/** Balance of one asset at the sandbox exchange, exact text. */
export type SandboxBalance = { readonly free: string; readonly locked: string }
/** One API key and what its account holds. */
export type SandboxAccount = {
  readonly apiKey: string
  readonly account: string
  readonly note: string
  readonly balances: Readonly<Record<string, SandboxBalance>>
  readonly openOrders: number
}
/** Everything at a glance. */
export type SandboxState = {
  readonly clock: SandboxClock
  readonly faults: readonly SandboxFault[]
  readonly accounts: readonly SandboxAccount[]
}
/** The sandbox exchange's exact state of an account. */
export type SandboxTruth = {
  readonly account: string
  readonly balances: Readonly<Record<string, SandboxBalance>>
  readonly orders: readonly { readonly orderId: string; readonly status: string }[]
  readonly deals: readonly unknown[]
  readonly time: number
}
/** Many orders at once; `cross` fills at once instead of resting. */
export type BurstWish = {
  readonly symbol: string
  readonly count: number
  readonly side: Side
  readonly cross: boolean
}

/** Deadline of advancing the time, in ms: the sandbox answers once the span has been run through. */
const ADVANCE_TIMEOUT_MS = 180_000

/** The calls through `send`. */
export function sandboxApi(send: Send) {
  const { get, post, remove } = callsThrough(send)
  const at = (apiKey: string) => `/sandbox/accounts/${encodeURIComponent(apiKey)}`
  return {
    sandboxState: get<SandboxState>('/sandbox/state'),
    sandboxClock: (change: ClockChange) =>
      send<SandboxClock>('/sandbox/clock', { method: 'POST', body: change, timeoutMs: ADVANCE_TIMEOUT_MS }),
    addFault: post<FaultWish, SandboxFault>('/sandbox/faults'),
    removeFault: remove('/sandbox/faults'),
    clearFaults: () => send<void>('/sandbox/faults', { method: 'DELETE' }),
    sandboxDeposit: (apiKey: string, asset: string, amount: string) =>
      post<object>(`${at(apiKey)}/deposit`)({ asset, amount }),
    sandboxBurst: (apiKey: string, wish: BurstWish) =>
      post<BurstWish, { readonly placed: number; readonly refused: number }>(`${at(apiKey)}/orders`)(wish),
    sandboxTruth: (apiKey: string, signal?: AbortSignal) => get<SandboxTruth>(`${at(apiKey)}/truth`)(signal),
  }
}
