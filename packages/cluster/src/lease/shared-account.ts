/** The shell of a shared account: it owns the lease and what is followed or read here, and decides nothing. */

import { type Log, type Timers, sleep, withDeadline, codeOf, describeError } from '@spotdeck/ports'
import type { DeskAccount, Head } from '@spotdeck/edge'
import type { BusPosition } from '../bus/shared-bus.ts'
import type { KeptLease, SharedLedgers } from '../ledgers.ts'
import { type OpenFailure, type Ownership, type OwnershipEffect, type OwnershipInput, step } from './ownership.ts'
import type { ReadLedger, ReaderStart } from '../read/read-ledger.ts'

/** Port: an account that is followed here, once its ledger was opened with the token of a lease. */
export interface LeasedAccount {
  readonly served: DeskAccount
  start(): void
  /** Beginning of a reader of this ledger: everything up to the state was published. */
  published(): Pick<ReaderStart, 'store' | 'state' | 'mark'>
  /** Stops in this turn: another process may write the ledger from now on. Resolves when all work ended. Idempotent. */
  abandon(): Promise<void>
  close(): Promise<void>
}

/** Port: an account whose ledger is read. */
export interface ReadingAccount {
  readonly served: DeskAccount
  readonly ledger: Pick<ReadLedger, 'state' | 'head' | 'refresh' | 'refused' | 'tellReplaced'>
  start(): void
  close(): Promise<void>
}

/** Parts of a shared account. */
export type SharedAccountOptions = {
  readonly id: string
  readonly shared: Pick<SharedLedgers, 'keepLease'>
  /**
   * Opens the ledger with a fencing token, and what follows the account; not started. `fenced` is to be called when the
   * token has a write refused. @throws {DataFolderError} @throws {StoreError} */
  readonly open: (token: number, fenced: () => void) => Promise<LeasedAccount>
  /** Opens the stored ledger to read it. @throws {DataFolderError} `LEDGER_MISSING` and others @throws {StoreError} */
  readonly openReader: () => Promise<ReaderStart>
  /** Begins with an empty ledger, where none is stored: nobody has followed the account yet. */
  readonly openMissing: () => Promise<ReaderStart>
  /** Makes what reads the account; not started. `replaced`: as in `ReadLedgerOptions`. */
  readonly read: (start: ReaderStart, replaced: () => void) => ReadingAccount
  /** Tells other gateways that the account is followed here. Returns the way to stop. */
  readonly announce?: ((end: () => BusPosition) => () => void) | undefined
  readonly timers: Timers
  readonly log: Log
}

const RETRY_MS = 500
/** Time for a first look at a ledger that another process is just creating, in ms. */
const FIRST_MS = 5_000
/** Time that an account which is followed here has to end cleanly before another process may take it over, in ms. */
const HAND_OVER_MS = 1_500
/** Time that an account which was lost has to end, in ms; it can write nothing. */
const LEAVE_MS = 30_000

/** One account of a storage that is shared: followed while this process holds the lease, read otherwise. */
export class SharedAccount {
  readonly #options: SharedAccountOptions
  readonly #lease: KeptLease
  #state: Ownership = { phase: 'reading' }
  #reader: ReadingAccount | undefined
  #opened: LeasedAccount | undefined
  /** Accounts that were opened and are not followed yet, by their tokens. */
  readonly #waiting = new Map<number, LeasedAccount>()
  #isReplacing = false
  #unannounce: () => void = () => undefined
  /** The farthest position that subscribers of this process were given. */
  #given: Head | undefined
  #contradicted: BusPosition | undefined
  #leaving: Promise<void> = Promise.resolve()
  #first: { readonly followed: () => void; readonly refused: (error: unknown) => void } | undefined

  private constructor(options: SharedAccountOptions) {
    this.#options = options
    this.#lease = options.shared.keepLease(options.id, {
      held: (token) => this.#take({ type: 'held', token }),
      lost: () => this.#take({ type: 'lost' }),
    })
  }

  /**
   * Resolves when the account is followed or read.
   * @throws {DataFolderError} @throws {StoreError} when neither is possible
   */
  static async open(options: SharedAccountOptions): Promise<SharedAccount> {
    const account = new SharedAccount(options)
    try {
      await account.#begin()
      return account
    } catch (error) {
      await account.close()
      throw error
    }
  }

  get id(): string {
    return this.#options.id
  }

  get current(): DeskAccount {
    const current = (this.#opened ?? this.#reader)?.served
    if (current === undefined) throw new Error(`The account ${this.id} is not open yet: wait for open().`)
    return current
  }

  /** True once this process cannot open the ledger. */
  get isRefused(): boolean {
    return this.#state.phase === 'refused'
  }

  /** Stops following: another process was given the lease. */
  handOver(): void {
    if (this.#state.phase === 'following') this.#lease.fenced(this.#state.token)
  }

  /** Releases the lease when nothing is written any more. Idempotent. */
  async close(): Promise<void> {
    this.#take({ type: 'close' })
    this.#unannounce()
    const opened = this.#opened
    const ended = Promise.all([opened?.close(), this.#reader?.close(), this.#leaving])
    await this.#handOver(ended, opened)
    await this.#lease.close()
    await ended
  }

  /** Waits a short time: ending streams at the exchange may take long, and writes nothing that matters. */
  async #handOver(ended: Promise<unknown>, opened: LeasedAccount | undefined): Promise<void> {
    const late = (): Error => new Error('The account has not ended in time; another process may take it over.')
    try {
      await withDeadline(ended, { timers: this.#options.timers, ms: HAND_OVER_MS, late })
    } catch (error) {
      this.#options.log.info({ account: this.id, ...describeError(error) }, 'lease released before the account ended')
      void opened?.abandon().catch(() => undefined)
    }
  }

  /** Whichever comes first: the lease, or a ledger of another process. */
  async #begin(): Promise<void> {
    const { timers } = this.#options
    const followed = new Promise<void>((resolve, reject) => (this.#first = { followed: resolve, refused: reject }))
    const end = new AbortController()
    const missing = sleep({ timers, ms: FIRST_MS, signal: end.signal }).then(() => this.#readMissing(end.signal))
    try {
      await Promise.race([followed, this.#firstReader(end.signal), missing])
    } finally {
      end.abort()
    }
  }

  /** Serves an account without a ledger, which says so, until one is there or the lease is acquired. */
  async #readMissing(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#opened !== undefined) return
    const reader = this.#newReader(await this.#options.openMissing())
    if (signal.aborted || this.#opened !== undefined) return
    this.#reader = reader
    reader.start()
    this.#options.log.warn({ account: this.id }, 'account never followed, no gateway has room for it')
  }

  async #firstReader(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A free lease is acquired at once: nothing is read then.
      await sleep({ timers: this.#options.timers, ms: RETRY_MS })
      if (this.#opened !== undefined) return
      const start = await this.#options.openReader().catch((error: unknown) => {
        if (codeOf(error) === 'LEDGER_MISSING') return undefined
        throw error
      })
      if (start === undefined) continue
      const reader = this.#newReader(start)
      await reader.ledger.refresh()
      if (this.#opened !== undefined || signal.aborted) return
      this.#reader = reader
      reader.start()
      this.#options.log.info({ account: this.id }, 'account read, another process follows it')
      return
    }
  }

  #newReader(start: ReaderStart): ReadingAccount {
    const { epoch, n } = this.#contradicted ?? {}
    const contradictedTo = epoch === start.store.epoch ? (n ?? 0) : 0
    return this.#options.read({ ...start, contradictedTo }, () => void this.#replaceReader())
  }

  /** The stored ledger is another one: it is read from its beginning, and subscribers see its epoch. */
  async #replaceReader(): Promise<void> {
    if (this.#isReplacing || this.#reader === undefined) return
    this.#isReplacing = true
    const before = this.#reader
    try {
      const start = await this.#options.openReader()
      if (this.#reader !== before) return
      const shown = before.ledger.head()
      this.#remember(shown)
      const isSame = start.store.epoch === shown.epoch
      if (isSame) this.#contradict(shown.epoch, before.ledger.state.n)
      const next = this.#newReader({ ...start, why: isSame ? 'went-back' : 'start' })
      this.#reader = next
      if (isSame)
        this.#options.log.error(
          { account: this.id, shown: shown.seq, stored: next.ledger.head().seq },
          'database went back to an older state, subscribers begin anew',
        )
      next.ledger.tellReplaced()
      await before.close()
      // What cannot be read now is read by its own looks.
      await next.ledger.refresh().catch(() => undefined)
      if (this.#reader === next) next.start()
    } catch (error) {
      this.#options.log.warn({ account: this.id, ...describeError(error) }, 'ledger not read, retrying')
    } finally {
      this.#isReplacing = false
    }
  }

  /** Remembers what the store does not contain: it is believed of nobody else again. */
  #contradict(epoch: string, to: number): void {
    const known = this.#contradicted?.epoch === epoch ? this.#contradicted.n : 0
    this.#contradicted = { epoch, n: Math.max(known, to) }
  }

  #take(input: OwnershipInput): void {
    const { state, effects } = step(this.#state, input)
    this.#state = state
    for (const effect of effects) this.#run(effect)
  }

  #run(effect: OwnershipEffect): void {
    const { timers, log } = this.#options
    switch (effect.type) {
      case 'open':
        return void this.#open(effect.token)
      case 'retry':
        return void timers.after(RETRY_MS, () => this.#take({ type: 'retry', token: effect.token }))
      case 'follow':
        return this.#follow(effect.token)
      case 'discard':
        return void this.#discard(effect.token)
      case 'leave':
        return this.#leave()
      case 'fenced':
        return this.#lease.fenced(effect.token)
      case 'give-up':
        log.error({ account: this.id }, 'ledger not opened, lease given up')
        return void this.#lease.close()
    }
  }

  async #open(token: number): Promise<void> {
    try {
      const account = await this.#options.open(token, () => this.#lease.fenced(token))
      this.#waiting.set(token, account)
      if (this.#reader !== undefined) this.#remember(this.#reader.ledger.head())
      // Nobody else writes now: what this process has not published yet is published before anything new.
      await this.#reader?.ledger.refresh()
      await this.#leaveLostHistory(account.served)
      this.#take({ type: 'opened', token })
    } catch (error) {
      await this.#discard(token)
      this.#options.log.warn({ account: this.id, ...describeError(error) }, 'ledger not opened')
      const code = codeOf(error)
      const failure = failureOf(code)
      this.#take({ type: 'failed', token, failure })
      // A late failure of an earlier lease decides nothing.
      if (this.#state.phase !== 'refused') return
      this.#reader?.ledger.refused(code)
      this.#first?.refused(error)
    }
  }

  #remember(head: Head): void {
    const { epoch, seq } = this.#given ?? {}
    if (epoch !== head.epoch || (seq ?? 0) <= head.seq) this.#given = head
  }

  /**
   * Begins a new epoch where the ledger lacks what subscribers were given, such as after the database was restored to
   * an older state: each of them is reset, and none mistakes new events for those that it had.
   */
  async #leaveLostHistory(account: DeskAccount): Promise<void> {
    const given = this.#given
    if (given === undefined || given.epoch !== account.head().epoch || given.seq === 0) return
    const answer = await account.eventsAfter({ epoch: given.epoch, seq: given.seq - 1 }, 1)
    const hash = answer.kind === 'events' ? answer.events[0]?.hash : undefined
    if (hash !== given.hash) await account.leaveEpoch(given.epoch)
  }

  #follow(token: number): void {
    const { log } = this.#options
    this.#opened = this.#waiting.get(token)
    this.#waiting.delete(token)
    void this.#reader?.close()
    this.#reader = undefined
    if (this.#opened !== undefined) this.#announce(this.#opened)
    this.#opened?.start()
    log.info({ account: this.id }, 'lease acquired, account followed')
    this.#first?.followed()
  }

  #announce(account: LeasedAccount): void {
    const end = (): BusPosition => {
      const { store, state } = account.published()
      return { epoch: store.epoch, n: state.n }
    }
    this.#unannounce = this.#options.announce?.(end) ?? this.#unannounce
  }

  async #discard(token: number): Promise<void> {
    const waiting = this.#waiting.get(token)
    this.#waiting.delete(token)
    await waiting?.abandon().catch(() => undefined)
  }

  #leave(): void {
    const { timers, log } = this.#options
    const left = this.#opened
    if (left === undefined) return
    this.#unannounce()
    this.#remember(left.served.head())
    const ended = left.abandon()
    this.#reader = this.#newReader({ ...left.published(), why: 'lease-lost' })
    this.#opened = undefined
    this.#reader.start()
    log.warn({ account: this.id }, 'lease lost, account no longer followed')
    const late = (): Error => new Error('The account that was lost did not end in time; it can write nothing.')
    this.#leaving = withDeadline(ended, { timers, ms: LEAVE_MS, late })
      .catch((error: unknown) => log.warn({ account: this.id, ...describeError(error) }, 'lost account not closed'))
      .then(() => this.#take({ type: 'left' }))
  }
}

/** Codes of the store after which opening is tried again with the same lease. */
const PASSING: readonly string[] = ['STORE_UNREACHABLE', 'LEDGER_MOVING']

function failureOf(code: string): OpenFailure {
  if (code === 'LEASE_LOST') return 'fenced'
  return PASSING.includes(code) ? 'passing' : 'refused'
}
