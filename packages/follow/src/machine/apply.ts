/** Applies steps of rooms: their new state, then their requests, in order. */

import { ask, enqueue, noteDrift, setWork } from '../base/draft.ts'
import type { RoomEffect, RoomStep } from '../base/effect.ts'
import { askLists, retrySoon, startExplaining } from '../flows/flow-telling.ts'
import type { FlowsStep } from '../flows/state.ts'
import { noteUnreadableRows } from '../orders/unreadable-lists.ts'
import { missed } from '../phase/recover.ts'
import { listsTold } from '../search/search.ts'
import type { Draft } from './draft.ts'
import { dropPlan, say } from './plan-queue.ts'

/** Sets the state that a step returned, and does what it requests. */
export function apply(draft: Draft, { effects, ...members }: RoomStep): void {
  Object.assign(draft, members)
  for (const effect of effects) applyEffect(draft, effect)
}

/** Applies a step of the lists of flows; the search that waits for them goes on with what came of them. */
export function applyLists(draft: Draft, { told, ...step }: FlowsStep): void {
  apply(draft, step)
  if (told !== undefined) apply(draft, listsTold(draft, told))
}

function applyEffect(draft: Draft, effect: RoomEffect): void {
  switch (effect.type) {
    case 'ask':
      return void ask(draft, effect.question, effect.purpose)
    case 'enqueue':
      return enqueue(draft, effect.work)
    case 'receive':
      return setWork(draft, { pushes: [...draft.work.pushes, ...effect.pushes] })
    case 'drift':
      return noteDrift(draft, effect.code, effect.raw)
    case 'unreadable':
      return apply(draft, noteUnreadableRows(draft, effect.question, effect.rows))
    case 'ask-lists':
      return applyLists(draft, askLists(draft, 'search', effect.to))
    case 'retry-lists':
      draft.flows = retrySoon(draft, effect.to)
      return
    case 'explain':
      return apply(draft, startExplaining(draft, 'search', effect.searched))
    case 'missed':
      return apply(draft, missed(draft, effect.cause))
    case 'status':
      return say(draft, effect.status.state, effect.status.code, effect.status.params)
    case 'drop-plan':
      return dropPlan(draft)
    case 'log':
    case 'renew-stream':
      draft.effects.push(effect)
  }
}
