import { HOUR_MS, MINUTE_MS, stepAll } from '@spotdeck/ports'
import { type Ack, parseAck } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { type ShardInput, shardStart } from './shard-state.ts'
import { shardStep, shardWakeAt } from './shard-step.ts'

const ackOf = (...accepted: readonly string[]): Ack => ({ ...parseAck('{"id":1,"code":0,"msg":""}'), accepted })
const answered = (at: number, socket: number, channels: readonly string[], ack?: Ack): ShardInput => ({
  type: 'answered',
  at,
  socket,
  channels,
  ack,
})
const add = (at: number, channel: string): ShardInput => ({ type: 'add', at, channel })
/** `a` and `b` are wanted, and asked for together. */
const asked: readonly ShardInput[] = [
  { type: 'start', at: 0 },
  add(0, 'a'),
  add(0, 'b'),
  { type: 'turn', at: 10, what: 'connect' },
  { type: 'opened', at: 20, socket: 1 },
  { type: 'wake', at: 20 },
]
const live: readonly ShardInput[] = [...asked, answered(30, 1, ['a', 'b'], ackOf('a', 'b'))]
const rotating: readonly ShardInput[] = [
  ...live,
  { type: 'turn', at: 23.5 * HOUR_MS, what: 'rotate' },
  { type: 'opened', at: 23.5 * HOUR_MS, socket: 2 },
  { type: 'wake', at: 23.5 * HOUR_MS },
]
const late = 23.5 * HOUR_MS + 50

const run = (...inputs: readonly ShardInput[]) => stepAll(shardStep, shardStart(0.5), inputs)
const since = (before: readonly ShardInput[], ...inputs: readonly ShardInput[]) =>
  run(...before, ...inputs).effects.slice(run(...before).effects.length)

describe('a shard', () => {
  it('asks at once for all that was added before its socket opened', () => {
    const { effects } = run(...asked)
    expect(effects).toEqual([
      { type: 'take-turn', what: 'connect' },
      { type: 'open', socket: 1 },
      { type: 'reached', isReached: true },
      { type: 'subscribe', socket: 1, channels: ['a', 'b'] },
    ])
  })

  it('forgets a channel that is refused, and keeps the others', () => {
    const inputs = answered(30, 1, ['a', 'b'], ackOf('b'))
    expect(since(asked, inputs)).toEqual([
      { type: 'refused', channel: 'a', reason: 'not acknowledged' },
      { type: 'subscribed', channel: 'b' },
    ])
    expect([...run(...asked, inputs).state.channels]).toEqual([['b', 'live']])
  })

  it('sends requests a tenth of a second apart, and counts a channel as occupied until the server let it go', () => {
    const removed: readonly ShardInput[] = [...live, { type: 'remove', at: 40, channel: 'a' }, add(40, 'c')]
    expect(shardWakeAt(run(...removed).state)).toBe(120)
    expect(since(removed, { type: 'wake', at: 120 })).toEqual([{ type: 'unsubscribe', socket: 1, channel: 'a' }])
    expect(since(removed, { type: 'wake', at: 220 }).at(-1)).toEqual({ type: 'subscribe', socket: 1, channels: ['c'] })
    expect([...run(...removed).state.leaving]).toEqual(['a'])
    expect([...run(...removed, { type: 'unsubscribed', at: 130, channel: 'a' }).state.leaving]).toEqual([])
  })

  it('does not unsubscribe what is wanted again by then', () => {
    const again: readonly ShardInput[] = [
      { type: 'remove', at: 40, channel: 'a' },
      add(41, 'a'),
      { type: 'wake', at: 300 },
    ]
    expect(since(live, ...again)).toEqual([{ type: 'subscribe', socket: 1, channels: ['a'] }])
  })

  it('says which live channels are lost with their socket, and wants all of them on the next', () => {
    const ended: ShardInput = { type: 'ended', at: 1_000, socket: 1, reason: 'gone' }
    const { state } = run(...live, add(900, 'c'), ended)
    expect(since(live, add(900, 'c'), ended)).toEqual([
      { type: 'end-handover' },
      { type: 'reached', isReached: false },
      { type: 'lost', channel: 'a', reason: 'gone' },
      { type: 'lost', channel: 'b', reason: 'gone' },
    ])
    expect(new Set(state.channels.values())).toEqual(new Set(['wanted']))
    const retryAt = shardWakeAt(state)
    expect(retryAt).toBeLessThan(1_250)
    expect(run(...live, ended, { type: 'wake', at: retryAt }).effects.at(-1)).toEqual({ type: 'open', socket: 2 })
  })

  it('closes a socket that does not acknowledge, and heeds no answer of a socket that is gone', () => {
    expect(since(asked, answered(5_030, 1, ['a', 'b']))[0]).toEqual({ type: 'close', socket: 1 })
    const gone: ShardInput = { type: 'ended', at: 25, socket: 1, reason: 'gone' }
    expect(since([...asked, gone], answered(30, 1, ['a'], ackOf('a')))).toEqual([])
  })

  it('wants a successor before the server ends the socket at its age', () => {
    const rotateAt = shardWakeAt(run(...live).state)
    expect(rotateAt).toBeGreaterThan(23.3 * HOUR_MS)
    expect(since(live, { type: 'wake', at: rotateAt })).toEqual([{ type: 'take-turn', what: 'rotate' }])
  })

  it('gives over once the successor has every channel and the old socket has answered a PING', () => {
    const ready = answered(late, 2, ['a', 'b'], ackOf('a', 'b'))
    expect(since(rotating, ready)).toEqual([{ type: 'probe', socket: 1 }])
    const probed: ShardInput = { type: 'probed', at: late, socket: 1, isAlive: true }
    expect(since([...rotating, ready], probed)).toEqual([{ type: 'close', socket: 1 }, { type: 'take-over' }])
    const { state } = run(...rotating, ready, probed)
    expect([state.line, state.opened, shardWakeAt(state)]).toEqual([{ kind: 'open', socket: 2 }, 2, late + 10_000])
  })

  it('reports a gap where the old socket no longer answers', () => {
    const ready = answered(late, 2, ['a', 'b'], ackOf('a', 'b'))
    const probed: ShardInput = { type: 'probed', at: late, socket: 1, isAlive: false }
    expect(since([...rotating, ready], probed).map(({ type }) => type)).toEqual([
      'close',
      'close',
      'end-handover',
      'reached',
      'lost',
      'lost',
    ])
  })

  it('keeps its socket where the successor comes to nothing, and tries again two minutes later', () => {
    const refused = answered(late, 2, ['a', 'b'], ackOf('a'))
    expect(since(rotating, refused)).toEqual([
      { type: 'close', socket: 2 },
      { type: 'end-handover' },
      { type: 'not-replaced', why: 'not acknowledged: b' },
    ])
    const { state } = run(...rotating, refused)
    expect([state.line, shardWakeAt(state)]).toEqual([{ kind: 'open', socket: 1 }, late + 2 * MINUTE_MS])
  })

  it('does nothing after its close', () => {
    const closed: readonly ShardInput[] = [...rotating, { type: 'close', at: late }]
    expect(since(rotating, { type: 'close', at: late }).filter(({ type }) => type === 'close')).toHaveLength(2)
    expect(since(closed, add(late, 'c'), { type: 'ended', at: late, socket: 1, reason: '' })).toEqual([])
    expect(shardWakeAt(run(...closed).state)).toBe(Infinity)
  })
})
