import { HOUR_MS, MINUTE_MS, type Untimed } from '@spotdeck/ports'
import type { DecodedPush } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streamStart, type StreamEffect, type StreamInput, type StreamState } from './stream-state.ts'
import { streamStep, wakeAt } from './stream-step.ts'
import type { Failure } from './trouble.ts'
const START = 1_790_300_000_000
const PUSH: DecodedPush = { channel: 'x', body: { kind: 'none' }, unknown: [] }

/** A stream without I/O: every effect is kept, and each input is given its time. */
class Machine {
  state: StreamState
  at = START
  readonly effects: StreamEffect[] = []

  constructor(silenceMs?: number, seed = 0.5) {
    this.state = streamStart(seed, silenceMs)
  }

  give(input: Untimed<StreamInput>): readonly StreamEffect[] {
    const { state, effects } = streamStep(this.state, { ...input, at: this.at })
    this.state = state
    this.effects.push(...effects)
    return effects
  }

  /** Obtains `key`, opens a socket on it, and has it acknowledged. */
  connect(key = 'key1'): number {
    this.give({ type: 'start' })
    const call = this.last('obtain-key').call
    this.give({ type: 'key', call, listenKey: key, goodUntil: this.at + HOUR_MS })
    const { session } = this.last('open-session')
    this.give({ type: 'acknowledged', session })
    return session
  }

  last<T extends StreamEffect['type']>(type: T): Extract<StreamEffect, { type: T }> {
    const found = this.effects.findLast((effect) => effect.type === type)
    if (found === undefined) throw new Error(`${type} was not asked for.`)
    return found as Extract<StreamEffect, { type: T }>
  }

  /** Moves on to `at`, waking whenever that is due. */
  sleepUntil(at: number): void {
    for (let due = wakeAt(this.state); due <= at; due = wakeAt(this.state)) {
      this.at = Math.max(this.at, due)
      this.give({ type: 'wake' })
    }
    this.at = at
  }
}

describe('a listen key', () => {
  it('is replaced 50 minutes after its last extension, whatever holds the next one up, and over after an hour', () => {
    const machine = new Machine()
    machine.connect()
    machine.sleepUntil(START + 49 * MINUTE_MS)
    expect(machine.effects.filter(({ type }) => type === 'extend-key')).toHaveLength(1)
    expect(machine.effects.filter(({ type }) => type === 'obtain-key')).toHaveLength(1)
    machine.sleepUntil(START + 51 * MINUTE_MS)
    expect(machine.effects.filter(({ type }) => type === 'obtain-key')).toHaveLength(2)
    machine.sleepUntil(START + 61 * MINUTE_MS)
    expect(machine.last('lost').trouble.code).toBe('LISTEN_KEY_LOST')
  })
})

describe('an answer', () => {
  it('to a call that nobody waits for any more changes nothing', () => {
    const machine = new Machine()
    machine.connect()
    const before = machine.state
    const late = { listenKey: 'late', goodUntil: START + HOUR_MS }
    const inputs: readonly Untimed<StreamInput>[] = [
      { type: 'key', call: 1, ...late },
      { type: 'no-key', call: 1, failure: { code: 'KEY_QUOTA', detail: '' } },
      { type: 'extended', call: 99, goodUntil: START + 2 * HOUR_MS },
      { type: 'not-extended', call: 99, isDead: true },
      { type: 'probed', call: 99, isAlive: true },
      { type: 'acknowledged', session: 99 },
      { type: 'ended', session: 99, trouble: { code: 'SOCKET_CLOSED', detail: '' } },
    ]
    for (const input of inputs) {
      expect(machine.give(input)).toEqual([])
      expect(machine.state).toEqual(before)
    }
  })
})

const anInput = fc.oneof(
  fc.record({ kind: fc.constantFrom('wake', 'renew', 'back', 'answer', 'refuse', 'acknowledge', 'heartbeat', 'push') }),
  fc.record({ kind: fc.constantFrom('end', 'probe', 'extend', 'fail', 'heartbeat-refused', 'shared'), pick: fc.nat() }),
  fc.record({
    kind: fc.constant('pass'),
    ms: fc.constantFrom(1, 100, 3_000, 6_000, MINUTE_MS, 20 * MINUTE_MS, 2 * HOUR_MS),
  }),
)

type AnInput = { readonly kind: string; readonly pick?: number; readonly ms?: number }

/** Returns the input that a draw stands for in this state: an answer to an open request, or an event of a socket. */
function meant(machine: Machine, { kind, pick = 0 }: AnInput): Untimed<StreamInput> {
  const { build, sessions, keys, ids } = machine.state
  const session = sessions[pick % Math.max(1, sessions.length)]?.id ?? ids
  const call = 'call' in build ? build.call : ids
  const extension = keys.find((key) => key.extension !== undefined)?.extension ?? ids
  const listenKey = `key${pick % 5}`
  const failure: Failure = {
    code: 'EXCHANGE_UNREACHABLE',
    detail: '',
    ...(pick % 3 === 0 ? { notBeforeMs: 2 * MINUTE_MS } : {}),
  }
  const codes = ['SOCKET_CLOSED', 'LISTEN_KEY_LOST', 'LISTEN_KEY_REFUSED', 'SOCKET_SILENT'] as const
  const code = codes[pick % codes.length] ?? 'SOCKET_CLOSED'
  const inputs: Readonly<Record<string, Untimed<StreamInput>>> = {
    wake: { type: 'wake' },
    renew: { type: 'renew' },
    back: { type: 'back' },
    answer: { type: 'key', call, listenKey: `key${ids}`, goodUntil: machine.at + HOUR_MS },
    refuse: { type: 'no-key', call, failure },
    acknowledge: { type: 'acknowledged', session: 'session' in build ? build.session : session },
    heartbeat: { type: 'heartbeat', session },
    'heartbeat-refused': { type: 'heartbeat-refused', session },
    push: { type: 'push', session, push: PUSH },
    end: { type: 'ended', session, trouble: { code, detail: '' } },
    probe: { type: 'probed', call, isAlive: pick % 2 === 0 },
    extend: { type: 'extended', call: extension, goodUntil: machine.at + HOUR_MS },
    fail: { type: 'not-extended', call: extension, isDead: pick % 2 === 0 },
    shared: { type: 'key', call, listenKey, goodUntil: machine.at + HOUR_MS },
  }
  return inputs[kind] ?? { type: 'wake' }
}

function checkInvariants(machine: Machine): void {
  const { state, effects } = machine
  const { sessions, current, build, keys } = state
  const ids = sessions.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  if (current !== undefined) expect(ids).toContain(current)
  if ('session' in build) expect(ids).toContain(build.session)
  // Never without a stream and without an attempt at one.
  expect(current !== undefined || build.kind !== 'idle').toBe(true)
  expect(new Set(keys.map(({ listenKey }) => listenKey)).size).toBe(keys.length)
  const count = (type: StreamEffect['type']): number => effects.filter((effect) => effect.type === type).length
  expect(count('open-session') - count('close-session')).toBe(sessions.length)
  // Sockets and keys do not pile up.
  expect(sessions.length).toBeLessThanOrEqual(8)
  expect(keys.length).toBeLessThanOrEqual(8)
  const told = effects.filter(({ type }) => type === 'ready' || type === 'lost')
  if (told.at(-1)?.type === 'lost') expect(current).toBeUndefined()
  expect(state.trouble !== undefined).toBe(told.at(-1)?.type === 'lost')
}

describe('whatever happens, in whatever order', () => {
  it('there is a stream or an attempt at one, every socket is closed once, and no wake repeats itself', () => {
    const sequence = fc.array(anInput, { maxLength: 60 })
    fc.assert(
      fc.property(sequence, fc.boolean(), fc.double({ min: 0, max: 0.999, noNaN: true }), (inputs, beats, seed) => {
        const machine = new Machine(beats ? 5_000 : undefined, seed)
        machine.give({ type: 'start' })
        for (const input of inputs) {
          if (input.kind === 'pass') machine.sleepUntil(machine.at + ((input as AnInput).ms ?? 0))
          else machine.give(meant(machine, input))
          checkInvariants(machine)
          machine.give({ type: 'wake' })
          expect(wakeAt(machine.state)).toBeGreaterThan(machine.at)
        }
        machine.give({ type: 'close' })
        expect([machine.state.sessions, machine.state.build.kind, wakeAt(machine.state)]).toEqual([
          [],
          'ended',
          Infinity,
        ])
      }),
      { numRuns: 300 },
    )
  })
})
