/** Ledgers in memory that several processes of a test share, with leases and fencing tokens as a database has them. */

import { FIRST_HASH, type LedgerStore } from '@spotdeck/store'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { CommitWatch, LeaseKeeper } from '@spotdeck/store/postgres'
import { CodedError, silentLog } from '@spotdeck/ports'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import { type Storage } from '../storage.ts'
import { type MemoryDisks, memoryStorage } from './memory-storage.ts'

type Lease = { readonly holder: string; readonly token: number; readonly expires: number; readonly isFollowed: boolean }

/** Process that holds leases. */
type Holding = {
  readonly holder: string
  readonly follows: (token: number) => boolean
  readonly reach: <T>(work: () => T) => Promise<T>
}

const BLIND_MS = 230

/** One process that uses the database. */
export type SharedProcess = {
  /** True while it does not reach the database. */
  isCut: boolean
  /** True while it does not see what others have written. */
  isBlind: boolean
  /** True while it can look at a ledger that it reads, and cannot read its events. */
  readsFail: boolean
  /** Error by which it cannot open a ledger. */
  refusal: Error | undefined
  /** Error by which it cannot commit. */
  commitRefusal: Error | undefined
  /** Commits are stored after this. */
  commitsAfter: Promise<void> | undefined
  /** Answers to commits that are stored come after this. */
  answersAfter: Promise<void> | undefined
  /** Commits that it has tried. */
  commits: number
}

/** A database in memory. */
export class SharedMemory {
  readonly disks: MemoryDisks = { ledgers: new Map(), listenKeys: new Map() }
  readonly #leases = new Map<string, Lease>()
  readonly #time: VirtualTime

  constructor(time: VirtualTime) {
    this.#time = time
  }

  holderOf(account: string): string | undefined {
    const lease = this.#leases.get(account)
    return lease !== undefined && lease.expires > this.#time.now() ? lease.holder : undefined
  }

  /** The stored ledger of an account. */
  ledger(account = 'main'): LedgerStore {
    const disk = this.disks.ledgers.get(account)
    if (disk === undefined) throw new Error(`There is no ledger of ${account}.`)
    return openMemoryStore(disk)
  }

  /** Ends every lease, as if another process had taken it over. */
  revoke(account = 'main'): void {
    const lease = this.#leases.get(account)
    if (lease !== undefined)
      this.#leases.set(account, { holder: 'nobody', token: lease.token + 1, expires: 0, isFollowed: false })
  }

  /** Keeps a copy of the ledger as it is now. Returns what puts it back, as the restore of a database does. */
  backup(account = 'main'): () => void {
    const disk = this.disks.ledgers.get(account)
    if (disk === undefined) throw new Error(`There is no ledger of ${account}.`)
    const { archived, pnl, ...parts } = disk
    const copy = Object.assign(new MemoryDisk(disk.identity, disk.epoch), structuredClone(parts), { archived, pnl })
    return () => void this.disks.ledgers.set(account, copy)
  }

  storage(holder: string): Storage & SharedProcess {
    const time = this.#time
    const process: SharedProcess = {
      isCut: false,
      isBlind: false,
      readsFail: false,
      refusal: undefined,
      commitRefusal: undefined,
      commitsAfter: undefined,
      answersAfter: undefined,
      commits: 0,
    }
    const reach = async <T>(work: () => T | Promise<T>): Promise<T> => {
      await new Promise<void>((resolve) => void time.after(1, resolve))
      if (process.isCut) throw new CodedError('STORE_UNREACHABLE', 'The database did not answer.')
      return work()
    }
    const local = memoryStorage(this.disks)
    const mine = (account: string, token: number): boolean => {
      const lease = this.#leases.get(account)
      return lease?.token === token && lease.expires > time.now()
    }
    const watches = new Map<string, CommitWatch>()
    const keepers = new Map<string, LeaseKeeper>()
    const opened = (disk: MemoryDisk, token: number): LedgerStore => {
      const store = openMemoryStore(disk)
      const epoch = disk.epoch
      // One that reads has what is stored now, also after a restore.
      const stored = (): LedgerStore => {
        const now = token > 0 ? undefined : this.disks.ledgers.get(disk.identity.account)
        return now === undefined ? store : openMemoryStore(now)
      }
      const changed = (): void => keepers.get(disk.identity.account)?.renew()
      const watch = new CommitWatch(token, { monotonic: time, timers: time, changed })
      if (token > 0) watches.set(disk.identity.account, watch)
      const commit: LedgerStore['commit'] = async (what) => {
        process.commits += 1
        const commits = async () => {
          await process.commitsAfter
          if (process.commitRefusal !== undefined) throw process.commitRefusal
          if (!mine(disk.identity.account, token)) throw new CodedError('LEASE_LOST', 'Another process may write.')
          return store.commit(what)
        }
        const hashes = await watch.run(() => reach(commits))
        await process.answersAfter
        return hashes
      }
      const eventsAfter: LedgerStore['eventsAfter'] = async (...asked) => {
        if (token === 0 && process.readsFail) throw new CodedError('STORE_UNREACHABLE', 'The database did not answer.')
        return await stored().eventsAfter(...asked)
      }
      const publicAfter: LedgerStore['publicAfter'] = async (...asked) => await stored().publicAfter(...asked)
      return {
        ...store,
        // One that reads has the epoch that it began with.
        get epoch() {
          return token > 0 ? disk.epoch : epoch
        },
        archived: store.archived,
        commit,
        eventsAfter,
        publicAfter,
        load: () => reach(() => store.load()),
      }
    }
    return Object.assign(process, {
      ...local,
      binding: async () => undefined,
      open: ({ identity, newEpoch, token = 0 }) =>
        reach(() => {
          if (process.refusal !== undefined) throw process.refusal
          const disk = this.disks.ledgers.get(identity.account) ?? new MemoryDisk(identity, newEpoch)
          this.disks.ledgers.set(identity.account, disk)
          return opened(disk, token)
        }),
      shared: {
        monotonic: time,
        keepLease: (account, events) => {
          const keeper = new LeaseKeeper({
            ...events,
            leases: this.#leasesOf(account, {
              holder,
              follows: (token) => watches.get(account)?.follows(token) ?? false,
              reach,
            }),
            monotonic: time,
            timers: time,
            log: silentLog,
          })
          keepers.set(account, keeper)
          return keeper
        },
        look: (account) =>
          reach(async () => {
            if (process.isBlind) {
              // Not in step with its tries for the lease.
              await new Promise<void>((resolve) => void time.after(BLIND_MS, resolve))
              throw new CodedError('STORE_UNREACHABLE', 'The database did not answer.')
            }
            const disk = this.disks.ledgers.get(account)
            const { expires = 0, isFollowed = false } = this.#leases.get(account) ?? {}
            const last = disk?.links.at(-1)
            const at = { n: last?.event.n ?? 0, hash: last?.hash ?? FIRST_HASH }
            return disk && { epoch: disk.epoch, ...at, leaseMs: isFollowed ? Math.max(0, expires - time.now()) : 0 }
          }),
        accounts: () => reach(() => [...this.disks.ledgers.keys()].sort()),
        read: (account) =>
          reach(() => {
            const disk = this.disks.ledgers.get(account)
            if (disk === undefined) throw new CodedError('LEDGER_MISSING', `There is no ledger of ${account}.`)
            return opened(disk, 0)
          }),
      },
    } satisfies Storage)
  }

  #leasesOf(account: string, { holder, follows, reach }: Holding) {
    const time = this.#time
    const write = (lease: Lease): number => {
      this.#leases.set(account, lease)
      return lease.token
    }
    return {
      acquire: (ttlMs: number) =>
        reach(() => {
          const { holder: other, token, expires } = this.#leases.get(account) ?? { holder, token: 0, expires: 0 }
          if (expires > time.now() && other !== holder) return undefined
          return write({ holder, token: token + 1, expires: time.now() + ttlMs, isFollowed: false })
        }),
      renew: (token: number, ttlMs: number) =>
        reach(() => {
          const lease = this.#leases.get(account)
          if (lease?.token !== token || lease.expires <= time.now()) return false
          return write({ holder, token, expires: time.now() + ttlMs, isFollowed: follows(token) }) > 0
        }),
      release: (token: number) =>
        reach(() => {
          if (this.#leases.get(account)?.token === token) write({ holder, token, expires: 0, isFollowed: false })
        }),
    }
  }
}
