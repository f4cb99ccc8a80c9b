/** Effects: those that the shell runs, and those that a step of a room asks of the machine. */

import type { EventDraft } from '@spotdeck/ledger'
import type { CallId, ListQuestion, Question, RawRecord, ReceivedChange } from './question.ts'
import type { Needs } from './needs.ts'
import type { Purpose, WorkState } from './state.ts'
import type { Searched } from './searched.ts'
import type { StatusText, Work } from './work.ts'

/** Task for the shell. */
export type Effect =
  | { readonly type: 'ask'; readonly call: CallId; readonly question: Question }
  /** Waits until nothing else writes, then sends `turn`; `release` ends the turn. */
  | { readonly type: 'turn' | 'release' }
  | { readonly type: 'look-up'; readonly needs: Needs }
  | { readonly type: 'commit'; readonly drafts: readonly EventDraft[] }
  | { readonly type: 'wake'; readonly inMs: number }
  | { readonly type: 'renew-stream' }
  | { readonly type: 'closed' }
  | {
      readonly type: 'log'
      readonly level: 'debug' | 'warn' | 'error'
      readonly message: string
      readonly fields: Readonly<Record<string, unknown>>
    }

/** Request of a step of a room to the machine: a question, work for the ledger, or a step of another room. */
export type RoomEffect =
  | Extract<Effect, { readonly type: 'log' | 'renew-stream' }>
  | { readonly type: 'ask'; readonly question: Question; readonly purpose: Purpose }
  | { readonly type: 'enqueue'; readonly work: Work }
  /** A status takes the place of one that still waits for its turn. */
  | { readonly type: 'status'; readonly status: StatusText }
  /** The plan under way is forgotten: its calls, and the balances that it reads. */
  | { readonly type: 'drop-plan' }
  /** Pushes wait to be folded. */
  | { readonly type: 'receive'; readonly pushes: readonly ReceivedChange[] }
  /** An unknown protocol value is counted. */
  | { readonly type: 'drift'; readonly code: string; readonly raw: string }
  /** Rows of an answer that cannot be read are noted, or that all of them can. */
  | { readonly type: 'unreadable'; readonly question: ListQuestion; readonly rows: readonly RawRecord[] }
  /** A search has the lists of flows before a time read; it waits for them, or goes on meanwhile. */
  | { readonly type: 'ask-lists' | 'retry-lists'; readonly to: number }
  /** A search is over, and what it left unexplained is waited for. */
  | { readonly type: 'explain'; readonly searched: Searched }
  /** Something may be missing: the account is reconciled. */
  | { readonly type: 'missed'; readonly cause: string }

/** Result of a step of a room, with its new state beside it. `effects`: its requests, in order. */
export type RoomStep = { readonly effects: readonly RoomEffect[] }

/** Steps of a room one after the other, each on the state that the one before left. */
export function inTurn<V extends object, S extends RoomStep>(
  view: V,
  first: S,
  ...others: readonly ((view: V & S) => S)[]
): S {
  return others.reduce((last, step) => {
    const next = step({ ...view, ...last })
    return { ...next, effects: [...last.effects, ...next.effects] }
  }, first)
}

/** Call of the next question of a step that has made these requests. */
export function nextCall({ work }: { readonly work: WorkState }, effects: readonly RoomEffect[] = []): CallId {
  return work.lastCall + 1 + effects.filter(({ type }) => type === 'ask').length
}
