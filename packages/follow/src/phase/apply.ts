/** Applies steps of rooms: their new state, then their requests, in order. */

import { ask, enqueue, noteDrift, setWork } from '../base/draft.ts'
import type { RoomEffect, RoomStep } from '../base/effect.ts'
import { missed } from './recover.ts'
import type { PhaseDraft } from './state.ts'

/** Sets the state that a step returned, and does what it requests. */
export function apply(draft: PhaseDraft, { effects, ...members }: RoomStep): void {
  Object.assign(draft, members)
  for (const effect of effects) applyEffect(draft, effect)
}

function applyEffect(draft: PhaseDraft, effect: RoomEffect): void {
  switch (effect.type) {
    case 'ask':
      return void ask(draft, effect.question, effect.purpose)
    case 'enqueue':
      return enqueue(draft, effect.work)
    case 'receive':
      return setWork(draft, { pushes: [...draft.work.pushes, ...effect.pushes] })
    case 'drift':
      return noteDrift(draft, effect.code, effect.raw)
    case 'missed':
      return missed(draft, effect.cause)
    case 'log':
      draft.effects.push(effect)
  }
}
