/** The store in memory: for tests, simulation and sandboxes that keep nothing. What is committed survives `close`. */

import type { AccountId, BalanceRecord, DealRecord, OrderRecord } from '../venue/exchange.ts'
import type { IdState } from '../venue/ids.ts'
import type { ApiKey } from '../venue/keys.ts'
import type { ListenKeyRecord } from '../venue/listen-key-ring.ts'
import type { WalletRow } from '../venue/wallet-row.ts'
import type { RecordKind, VenueRecords } from '../venue/records.ts'
import { type Snapshot, type StoredVenue, type VenueChange, type VenueStore, changesOf } from './store.ts'

type Shelf = {
  readonly balances: Map<string, BalanceRecord>
  readonly orders: Map<string, OrderRecord>
  readonly deals: Map<string, DealRecord>
  mxDeduct: boolean
}

/** Opens a store in memory, for a sandbox without a data folder. */
export function openMemoryStore(): VenueStore {
  const shelves = new Map<AccountId, Shelf>()
  const keys = new Map<string, ApiKey>()
  const listenKeys = new Map<string, ListenKeyRecord>()
  const wallet = new Map<string, WalletRow>()
  const records = new Map<string, Extract<VenueChange, { readonly type: 'record' }>>()
  const moments = new Map<string, Snapshot>()
  let ids: IdState | undefined
  let seed: string | undefined

  const shelfOf = (account: AccountId): Shelf => {
    const known = shelves.get(account)
    if (known !== undefined) return known
    const fresh = { balances: new Map(), orders: new Map(), deals: new Map(), mxDeduct: false }
    shelves.set(account, fresh)
    return fresh
  }
  const apply = (change: VenueChange): unknown => {
    switch (change.type) {
      case 'order':
        return shelfOf(change.order.account).orders.set(change.order.orderId, change.order)
      case 'deal':
        return shelfOf(change.deal.account).deals.set(change.deal.tradeId, change.deal)
      case 'balance':
        return shelfOf(change.account).balances.set(change.asset, change.balance)
      case 'mxDeduct':
        return (shelfOf(change.account).mxDeduct = change.on)
      case 'key':
        return change.key === undefined ? keys.delete(change.apiKey) : keys.set(change.apiKey, change.key)
      case 'listenKey':
        if (change.record === undefined) return listenKeys.delete(change.listenKey)
        return listenKeys.set(change.listenKey, change.record)
      case 'wallet':
        return wallet.set(change.row.id, change.row)
      case 'ids':
        return (ids = change.ids)
      case 'seed':
        return (seed = change.seed)
      case 'record': {
        const id = `${change.kind} ${change.id}`
        return change.value === undefined ? records.delete(id) : records.set(id, change)
      }
    }
  }

  const valuesOf = <K extends RecordKind>(kind: K): VenueRecords[K][] =>
    [...records.values()].flatMap((change) => (change.kind === kind ? [change.value as VenueRecords[K]] : []))

  return {
    load: (): StoredVenue => ({
      ...(seed === undefined ? {} : { seed }),
      ...(ids === undefined ? {} : { ids }),
      accounts: new Map(
        [...shelves].map(([account, { balances, orders, deals, mxDeduct }]) => [
          account,
          { balances: new Map(balances), orders: [...orders.values()], deals: [...deals.values()], mxDeduct },
        ]),
      ),
      keys: [...keys.values()],
      listenKeys: [...listenKeys.values()],
      wallet: [...wallet.values()],
      records: {
        subAccount: valuesOf('subAccount'),
        stpGroup: valuesOf('stpGroup'),
        symbolSwitch: valuesOf('symbolSwitch'),
      },
    }),
    commit: (changes) => changes.forEach(apply),
    replace(all) {
      for (const shelf of [shelves, keys, listenKeys, wallet, records]) shelf.clear()
      ids = undefined
      seed = undefined
      changesOf(all).forEach(apply)
    },
    snapshots: () => [...moments.values()],
    keepSnapshot: (snapshot) => void moments.set(snapshot.id, snapshot),
    dropSnapshot: (id) => void moments.delete(id),
    close() {},
  }
}
