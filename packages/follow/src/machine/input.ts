/** Inputs of the machine. */

import type { LedgerState } from '@spotdeck/ledger'
import type { StreamTrouble } from '@spotdeck/mexc'
import type { SymbolAnswer } from '@spotdeck/wire'
import type { ReceivedChange, CallId, Answer, Refusal } from '../base/question.ts'
import type { ReadSpan } from '../base/margins.ts'
import type { Found } from '../base/needs.ts'
import type { ListedPair } from '../symbols.ts'

/** One input. `at`: exchange time as estimated at that moment. `random`: a fresh number from 0 to 1. */
export type Input = { readonly at: number; readonly random: number } & (
  | {
      readonly type: 'open'
      readonly ledger: LedgerState
      readonly listed: readonly SymbolAnswer[]
      /** Pairs of earlier lists. */
      readonly known?: readonly ListedPair[] | undefined
      readonly sharers?: number | undefined
      readonly lagMs?: number | undefined
    }
  | { readonly type: 'push'; readonly pushes: readonly ReceivedChange[]; readonly sendTime?: number | undefined }
  /** Something that could not be used. `cause`: a push may have been in it. */
  | {
      readonly type: 'drift'
      readonly code: string
      readonly raw: string
      readonly cause?: 'UNDECODABLE' | 'UNREADABLE_PUSH'
    }
  | { readonly type: 'stream-up'; readonly continuous: boolean }
  | { readonly type: 'stream-down'; readonly trouble: StreamTrouble }
  | { readonly type: 'answer'; readonly call: CallId; readonly span: ReadSpan; readonly answer: Answer }
  | { readonly type: 'refused'; readonly call: CallId; readonly error: Refusal }
  | { readonly type: 'turn' | 'committed'; readonly ledger: LedgerState }
  | { readonly type: 'found'; readonly found: Found }
  | {
      readonly type: 'commit-refused'
      readonly ledger: LedgerState
      readonly code: string
      readonly isContradiction: boolean
    }
  | {
      readonly type: 'tick'
      readonly ledger: LedgerState
      readonly listed: readonly SymbolAnswer[]
      /** Time of the stream's newest frame, by whatever clock: only its changes count. */
      readonly lastFrameAt?: number | undefined
      /** Exchange time up to which every push has arrived, by the stream's last answered PING. */
      readonly provenTo?: number | undefined
      /** True while a busy channel on the socket makes frames come all the time. */
      readonly beats?: boolean
      /** Weights a second that all accounts of the address would spend on comparisons. */
      readonly demand?: number | undefined
    }
  | { readonly type: 'close' }
)
