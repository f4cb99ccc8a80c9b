/** Storage in the memory of a simulation. */

import type { ListedPair } from '@spotdeck/follow'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import type { Storage } from '../storage.ts'
import { type DailyNotionalEntry, dailyNotionalLog } from '../trading/daily-notional.ts'

/** Storage of a simulated machine that survives the end of its process: pass the same disks to the next process. */
export type MemoryDisks = {
  readonly ledgers: Map<string, MemoryDisk>
  readonly listenKeys: Map<string, Set<string>>
  /** Pairs that were ever listed, by symbol. */
  readonly pairs?: Map<string, ListedPair>
  /** Notional ordered, by account. */
  readonly ordered?: Map<string, DailyNotionalEntry[]>
}

/** Memory with the semantics of a crash: once `crashed` answers true, nothing more is stored. */
export function memoryStorage(disks: MemoryDisks, crashed: () => boolean = () => false): Storage {
  const keysOf = (account: string): Set<string> => {
    const keys = disks.listenKeys.get(account) ?? new Set()
    disks.listenKeys.set(account, keys)
    return keys
  }
  return {
    binding: async (account) => disks.ledgers.get(account)?.identity,
    take() {},
    async open({ identity, newEpoch }) {
      const disk = disks.ledgers.get(identity.account) ?? new MemoryDisk(identity, newEpoch)
      disks.ledgers.set(identity.account, disk)
      return openMemoryStore(disk, crashed)
    },
    isDamaged: () => false,
    pairs: {
      load: () => [...(disks.pairs?.values() ?? [])],
      save: (pairs) => pairs.forEach((pair) => disks.pairs?.set(pair.symbol, pair)),
    },
    keyring: (account) => ({
      load: () => [...keysOf(account)],
      add: (listenKey) => void keysOf(account).add(listenKey),
      remove: (listenKey) => void keysOf(account).delete(listenKey),
    }),
    async spent(account) {
      const lines = disks.ordered?.get(account) ?? []
      disks.ordered?.set(account, lines)
      return dailyNotionalLog(lines, (line) => void lines.push(line))
    },
    async release() {},
  }
}
