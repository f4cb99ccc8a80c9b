/** Effects that the shell runs. */

import type { EventDraft } from '@spotdeck/ledger'
import type { CallId, Question } from './question.ts'
import type { Needs } from './needs.ts'

/** Task for the shell. */
export type Effect =
  | { readonly type: 'ask'; readonly call: CallId; readonly question: Question }
  /** Waits until nothing else writes, then sends `turn`; `release` ends the turn. */
  | { readonly type: 'turn' | 'release' }
  | { readonly type: 'look-up'; readonly needs: Needs }
  | { readonly type: 'commit'; readonly drafts: readonly EventDraft[] }
  | { readonly type: 'wake'; readonly inMs: number }
  | { readonly type: 'renew-stream' | 'closed' }
  | {
      readonly type: 'log'
      readonly level: 'debug' | 'warn' | 'error'
      readonly message: string
      readonly fields: Readonly<Record<string, unknown>>
    }
