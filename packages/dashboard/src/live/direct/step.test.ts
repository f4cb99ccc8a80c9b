import { expect, test } from 'vitest'
import {
  BOOKLESS_MS,
  BOOK_SILENT_MS,
  CONNECT_MS,
  DEAD_MS,
  type DirectEffect,
  type DirectInput,
  IDLE,
  PING_MS,
  SILENT_MS,
  statusOf,
  step,
} from './step.ts'

const MX = ['book@MX', 'ticker@MX', 'trades@MX', 'klines@MX@Min1']
type Bare = DirectInput extends infer One ? (One extends DirectInput ? Omit<One, 'at' | 'dice'> : never) : never

class Machine {
  at = 1_000_000
  state = IDLE
  effects: DirectEffect[] = []
  take(...inputs: readonly Bare[]): this {
    for (const input of inputs) {
      const next = step(this.state, { ...input, at: this.at, dice: 0.5 })
      this.state = next.state
      this.effects.push(...next.effects)
    }
    return this
  }
  /** Time passes second by second; with `heard` the book goes on coming. */
  pass(ms: number, heard: readonly Bare[] = []): this {
    for (let gone = 0; gone < ms; gone += 1_000) {
      this.at += 1_000
      this.take(...heard, { type: 'tick' })
    }
    return this
  }
  get status() {
    return statusOf(this.state, this.at)
  }
  /** Returns the effects since the last call. */
  done(): string[] {
    const done = this.effects.map((one) =>
      one.type === 'send' ? [one.message.method, ...(one.message.params ?? [])].join(' ') : one.type,
    )
    this.effects = []
    return done
  }
}
const book: Bare = { type: 'push', isBook: true }
const other: Bare = { type: 'push', isBook: false }
const show = (channels: readonly string[]): Bare => ({ type: 'show', channels })
const live = () => new Machine().take(show(MX), { type: 'opened' }, book)

test('no connection is open without a shown market; showing one connects and subscribes', () => {
  const machine = new Machine().take({ type: 'tick' }, { type: 'wake' })
  expect(machine.done()).toEqual([])
  expect(machine.take(show(MX)).done()).toEqual(['open'])
  expect(machine.take({ type: 'opened' }).done()).toEqual([`SUBSCRIPTION ${MX.join(' ')}`])
  expect(machine.status).toBe('connecting')
  expect(machine.take(other).status).toBe('connecting')
  expect(machine.take(book).status).toBe('live')
  expect(machine.take(show([])).done()).toEqual(['close'])
})

test('a stream without pushes or without a book is not shown, even if it answers PING', () => {
  const quiet = live()
  expect(quiet.pass(SILENT_MS).status).toBe('live')
  expect(quiet.pass(1_000, [{ type: 'text', isRefusal: false }]).status).toBe('silent')
  expect(quiet.take(book).status).toBe('live')
  const bookless = live()
  expect(bookless.pass(BOOK_SILENT_MS, [other]).status).toBe('live')
  expect(bookless.pass(1_000, [other]).status).toBe('silent')
})

test('a dead connection is closed and retried with backoff, until it was healthy', () => {
  const machine = live()
  machine.done()
  expect(machine.pass(DEAD_MS + 1_000).done()).toContain('close')
  expect(machine.status).toBe('lost')
  const waits: number[] = []
  for (let tried = 0; tried < 6; tried++) {
    waits.push(machine.state.retryAt - machine.at)
    machine.pass(machine.state.retryAt - machine.at)
    expect(machine.done()).toContain('open')
    machine.take({ type: 'closed' })
  }
  expect(waits.every((wait, index) => wait >= (waits[index - 1] ?? 0))).toBe(true)
  machine
    .pass(machine.state.retryAt - machine.at)
    .take({ type: 'opened' }, book)
    .pass(12_000, [book])
    .take({ type: 'closed' })
  expect(machine.state.attempt).toBe(1)
})

test('a connection that does not open, brings no book, or is undecodable is given up', () => {
  const stuck = new Machine().take(show(MX)).pass(CONNECT_MS + 1_000)
  expect([stuck.done(), stuck.status]).toEqual([['open', 'close'], 'lost'])
  const bookless = new Machine().take(show(MX), { type: 'opened' }).pass(BOOKLESS_MS + 1_000, [other])
  expect(bookless.done()).toContain('close')
  const damaged = live().take({ type: 'unreadable' })
  expect([damaged.done().at(-1), damaged.status]).toEqual(['close', 'lost'])
})

test('another market replaces the first and is not shown before its own book arrives', () => {
  const machine = live()
  machine.done()
  const BTC = MX.map((channel) => channel.replace('MX', 'BTC'))
  expect(machine.take(show(BTC)).done()).toEqual([`UNSUBSCRIPTION ${MX.join(' ')}`, `SUBSCRIPTION ${BTC.join(' ')}`])
  expect(machine.status).toBe('connecting')
  expect(machine.take(book).status).toBe('live')
  const minutes = [...BTC.slice(0, 3), 'klines@BTC@Min5']
  expect(machine.take(show(minutes)).done()).toEqual(['UNSUBSCRIPTION klines@BTC@Min1', 'SUBSCRIPTION klines@BTC@Min5'])
  expect(machine.status).toBe('live')
})

test('a rejected subscription is reported and not repeated; another market subscribes again', () => {
  const machine = live().take({ type: 'text', isRefusal: true })
  expect(machine.pass(BOOKLESS_MS * 2, [other]).status).toBe('refused')
  expect(machine.take(show(['book@BTC'])).status).not.toBe('refused')
})

test('PINGs are sent in time, and a page that becomes visible reconnects at once', () => {
  const machine = live()
  machine.done()
  machine.pass(PING_MS * 3, [book])
  expect(machine.done()).toEqual(['PING', 'PING', 'PING'])
  machine.take({ type: 'closed' }, { type: 'wake' })
  expect(machine.done()).toEqual(['open'])
})
