/** Spans around parts that do not know of them: a store's commits, and calls to the exchange. */

import type { LedgerStore } from '@spotdeck/store'
import type { MexcWorld } from '@spotdeck/mexc'
import { ACCOUNT_ATTRIBUTE, type Tracing } from '@spotdeck/ports'
import { withCommit } from './metered.ts'

/** The same store, each commit of which is a span with the number of its events. */
export function tracedStore(store: LedgerStore, tracing: Tracing, account: string): LedgerStore {
  return withCommit(store, (what) => {
    const attributes = { [ACCOUNT_ATTRIBUTE]: account, 'spotdeck.events': what.events.length }
    return tracing.span({ name: 'ledger commit', kind: 'internal', attributes }, () => store.commit(what))
  })
}

/** The same world, whose calls to the exchange name their account. */
export function tracedWorld(world: MexcWorld, account: string): MexcWorld {
  const { hooks } = world
  if (hooks?.operation === undefined) return world
  const operation: typeof hooks.operation = ({ attributes, ...rest }) =>
    hooks.operation?.({ ...rest, attributes: { ...attributes, [ACCOUNT_ATTRIBUTE]: account } })
  return { ...world, hooks: { ...hooks, operation } }
}
