/** Dependencies and health figures of following one account. */

import type { UserStream, UserStreamHandlers, UserStreamHealth } from '@spotdeck/mexc'
import type { Log, Random, Timers } from '@spotdeck/ports'
import type { Exchange } from '../exchange.ts'
import type { LedgerStore } from '@spotdeck/store'
import type { Symbols } from '../symbols.ts'
import type { AddressDemand } from './address-demand.ts'
import type { FollowState } from '../machine/state.ts'
import type { Writer } from './writer.ts'
import type { Input } from '../machine/input.ts'

/** The exchange's REST as several accounts behind one address share it. */
export type SharedExchange = {
  /** Accounts that share its limits, this one included; 1 by default. They share what reads may cost. */
  readonly sharers?: number | undefined
  /** Age that an answer may have, in ms; 10 s by default, as MEXC's. */
  readonly lagMs?: number | undefined
  /** Demand of all of them for comparisons; that of this account alone by default. */
  readonly address?: AddressDemand | undefined
}

/** Dependencies of following one account. */
export type FollowerOptions = {
  readonly exchange: Exchange
  readonly openStream: (handlers: UserStreamHandlers) => UserStream
  readonly writer: Writer
  readonly store: LedgerStore
  readonly symbols: () => Symbols
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  readonly sharing?: SharedExchange | undefined
  /** Called soon after the status has another code, also where no event can tell. */
  readonly statusChanged?: (() => void) | undefined
  /** Called after each step, with the state before it, its input and the state after it. */
  readonly stepped?: ((before: FollowState, input: Input, after: FollowState) => void) | undefined
  /** True once damage has been found in the ledger. */
  readonly isDamaged?: (() => boolean) | undefined
}

/** Health figures of following one account. */
export type FollowerHealth = {
  readonly stream?: UserStreamHealth | undefined
  /** Delay between the exchange's sending of the last push and its arrival, in ms by the estimated exchange clock. */
  readonly latencyMs?: number | undefined
  /** Number of unknown protocol values. */
  readonly drift: number
  /** Number of differences that audits corrected. */
  readonly healed: number
  /** Pushes waiting to be folded. */
  readonly pushesWaiting: number
}

/** Health figures of a state. */
export function healthOf(
  { stream: { latencyMs }, work: { drift, pushes }, balances: { healed } }: FollowState,
  stream: UserStreamHealth | undefined,
): FollowerHealth {
  return { stream, latencyMs, drift, healed, pushesWaiting: pushes.length }
}

/** Times of the stream's frames, as a tick passes them on. */
export function heardOf(health: UserStreamHealth | undefined) {
  return {
    lastFrameAt: health?.lastFrameAt,
    provenTo: health?.provenTo,
    beats: health?.heartbeat?.state === 'live',
  }
}
