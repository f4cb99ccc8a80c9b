/** The store in memory: for tests, simulation and sandboxes that keep nothing. What is committed survives `close`. */

import type { AccountId, BalanceRecord, DealRecord, OrderRecord } from '../venue/contract/exchange.ts'
import type { IdState } from '../venue/contract/ids.ts'
import type { ApiKey } from '../venue/access/keys.ts'
import type { ListenKeyRecord } from '../venue/access/listen-key-ring.ts'
import type { WalletRow } from '../venue/wallet/wallet-row.ts'
import type { RecordKind, VenueRecords } from '../venue/contract/records.ts'
import { isOpen } from '../venue/engine/venue-order.ts'
import {
  type Snapshot,
  type StoredHistory,
  type StoredVenue,
  type VenueChange,
  type VenueStore,
  changesOf,
  loadReach,
  snapshotOf,
} from './store.ts'

type Shelf = {
  readonly balances: Map<string, BalanceRecord>
  readonly orders: Map<string, OrderRecord>
  readonly deals: Map<string, DealRecord>
  mxDeduct: boolean
}

/** A store in memory, for a sandbox without a data folder. */
export class MemoryStore implements VenueStore {
  readonly #shelves = new Map<AccountId, Shelf>()
  readonly #keys = new Map<string, ApiKey>()
  readonly #listenKeys = new Map<string, ListenKeyRecord>()
  readonly #wallet = new Map<string, WalletRow>()
  readonly #records = new Map<string, Extract<VenueChange, { readonly type: 'record' }>>()
  readonly #moments = new Map<string, { readonly shown: Snapshot; readonly stored: StoredVenue }>()
  #ids: IdState | undefined
  #seed: string | undefined

  load(now?: number): StoredVenue {
    const reach = loadReach(now, this.#ids)
    return {
      seed: this.#seed,
      ids: this.#ids,
      accounts: new Map(
        [...this.#shelves].map(([account, { balances, orders, deals, mxDeduct }]) => [
          account,
          {
            balances: new Map(balances),
            orders: [...orders.values()].filter((one) => isOpen(one.status) || one.updatedAt >= reach.orders),
            deals: [...deals.values()].filter((one) => one.time >= reach.deals),
            mxDeduct,
          },
        ]),
      ),
      keys: [...this.#keys.values()],
      listenKeys: [...this.#listenKeys.values()],
      wallet: [...this.#wallet.values()],
      records: {
        subAccount: this.#valuesOf('subAccount'),
        stpGroup: this.#valuesOf('stpGroup'),
        symbolSwitch: this.#valuesOf('symbolSwitch'),
        venue: this.#valuesOf('venue'),
      },
    }
  }

  commit(changes: readonly VenueChange[]): void {
    for (const change of changes) this.#apply(change)
  }

  historyOf(account: AccountId): StoredHistory {
    const shelf = this.#shelves.get(account)
    return { orders: [...(shelf?.orders.values() ?? [])], deals: [...(shelf?.deals.values() ?? [])] }
  }

  hasOrders(account: AccountId): boolean {
    return (this.#shelves.get(account)?.orders.size ?? 0) > 0
  }

  replace(all: StoredVenue): void {
    for (const shelf of [this.#shelves, this.#keys, this.#listenKeys, this.#wallet, this.#records]) shelf.clear()
    this.#ids = undefined
    this.#seed = undefined
    this.commit(changesOf(all))
  }

  snapshots(): readonly Snapshot[] {
    return [...this.#moments.values()].map(({ shown }) => shown)
  }

  keepSnapshot(id: string, time: number): Snapshot {
    const stored = this.load()
    const shown = snapshotOf(id, time, stored)
    this.#moments.set(id, { shown, stored })
    return shown
  }

  snapshot(id: string): StoredVenue | undefined {
    return this.#moments.get(id)?.stored
  }

  dropSnapshot(id: string): void {
    this.#moments.delete(id)
  }

  close(): void {}

  #shelfOf(account: AccountId): Shelf {
    const known = this.#shelves.get(account)
    if (known !== undefined) return known
    const fresh = { balances: new Map(), orders: new Map(), deals: new Map(), mxDeduct: false }
    this.#shelves.set(account, fresh)
    return fresh
  }

  #apply(change: VenueChange): unknown {
    switch (change.type) {
      case 'order':
        return this.#shelfOf(change.order.account).orders.set(change.order.orderId, change.order)
      case 'deal':
        return this.#shelfOf(change.deal.account).deals.set(change.deal.tradeId, change.deal)
      case 'balance':
        return this.#shelfOf(change.account).balances.set(change.asset, change.balance)
      case 'mxDeduct':
        return (this.#shelfOf(change.account).mxDeduct = change.on)
      case 'key':
        return change.key === undefined ? this.#keys.delete(change.apiKey) : this.#keys.set(change.apiKey, change.key)
      case 'listenKey':
        if (change.record === undefined) return this.#listenKeys.delete(change.listenKey)
        return this.#listenKeys.set(change.listenKey, change.record)
      case 'wallet':
        return this.#wallet.set(change.row.id, change.row)
      case 'ids':
        return (this.#ids = change.ids)
      case 'seed':
        return (this.#seed = change.seed)
      case 'record': {
        const id = `${change.kind} ${change.id}`
        return change.value === undefined ? this.#records.delete(id) : this.#records.set(id, change)
      }
    }
  }

  #valuesOf<K extends RecordKind>(kind: K): VenueRecords[K][] {
    return [...this.#records.values()].flatMap((change) =>
      change.kind === kind ? [change.value as VenueRecords[K]] : [],
    )
  }
}
