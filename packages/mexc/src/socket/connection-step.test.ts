import { stepAll } from '@spotdeck/ports'
import { type Ack, parseAck } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { type ConnectionInput, connectionStart, connectionStep, connectionWakeAt } from './connection-step.ts'

const PONG = parseAck('{"id":0,"code":0,"msg":"PONG"}')
const ackOf = (id: number): Ack => parseAck(`{"id":${id},"code":0,"msg":"a"}`)
const opened: ConnectionInput = { type: 'opened', at: 1_000 }
const wake = (at: number, heardAt: number): ConnectionInput => ({ type: 'wake', at, heardAt })
const ping = { type: 'send', text: '{"method":"PING"}' }

function run(...inputs: readonly ConnectionInput[]) {
  return stepAll(connectionStep, connectionStart(0, 12_000), inputs)
}

describe('a connection', () => {
  it('is over when it does not open in time', () => {
    expect(connectionWakeAt(run().state)).toBe(6_000)
    expect(run(wake(5_999, 0)).effects).toEqual([])
    const end = { code: 'SOCKET_CLOSED', detail: 'The socket did not open in time.' }
    expect(run(wake(6_000, 0)).effects).toEqual([{ type: 'over', end }])
  })

  it('sends a PING after half of the silence that ends it', () => {
    const open = run(opened)
    expect(connectionWakeAt(open.state)).toBe(7_000)
    const quiet = run(opened, wake(7_000, 1_000))
    expect(quiet.effects).toEqual([{ type: 'opened' }, ping])
    expect(connectionWakeAt(quiet.state)).toBe(13_000)
    const end = { code: 'SOCKET_SILENT', detail: 'no frame for 12 s' }
    expect(run(opened, wake(7_000, 1_000), wake(13_000, 1_000)).effects.at(-1)).toEqual({ type: 'over', end })
    expect(run(opened, wake(7_000, 1_000), wake(13_000, 12_000)).state.phase).toBe('open')
  })

  it('sends a PING every 20 s to a server that never stops talking', () => {
    const talking = [7_000, 13_000, 19_000, 25_000].map((at) => wake(at, at - 1))
    expect(run(opened, ...talking).effects.filter(({ type }) => type === 'send')).toEqual([ping])
  })

  it('gives what arrived during a sleep of the machine a turn before it calls the socket dead', () => {
    const woken = run(opened, wake(7_000, 1_000), wake(60_000, 1_000))
    expect([woken.state.phase, connectionWakeAt(woken.state)]).toEqual(['open', 66_000])
    expect(run(opened, wake(7_000, 1_000), wake(60_000, 1_000), wake(66_000, 1_000)).state.phase).toBe('over')
    expect(run(opened, wake(7_000, 1_000), wake(200_000, 1_000)).state.phase).toBe('over')
  })

  it('matches answers to their requests, and gives up after 5 s', () => {
    const asked: readonly ConnectionInput[] = [
      opened,
      { type: 'subscribe', at: 2_000, call: 1, channels: ['a'] },
      { type: 'unsubscribe', at: 2_000, call: 2, channels: ['b'] },
    ]
    const { effects } = run(...asked, { type: 'text', at: 2_100, ack: ackOf(2) }, wake(7_000, 6_900))
    expect(effects.slice(3)).toEqual([
      { type: 'answer', call: 2, ack: ackOf(2) },
      { type: 'answer', call: 1, ack: undefined },
    ])
    expect(run(...asked, { type: 'text', at: 2_100, ack: ackOf(9) }).effects.at(-1)).toEqual({
      type: 'said',
      ack: ackOf(9),
    })
  })

  it('answers a probe with the PONG of its own PING, not of one before it', () => {
    const pinged: readonly ConnectionInput[] = [opened, wake(7_000, 1_000), { type: 'probe', at: 7_100, call: 1 }]
    const first = run(...pinged, { type: 'text', at: 7_200, ack: PONG })
    expect(first.effects).toEqual([{ type: 'opened' }, ping, ping])
    expect(first.state.answeredPingAt).toBe(7_000)
    const second = run(...pinged, { type: 'text', at: 7_200, ack: PONG }, { type: 'text', at: 7_300, ack: PONG })
    expect(second.effects.at(-1)).toEqual({ type: 'answer', call: 1, ack: PONG })
    expect(second.state.answeredPingAt).toBe(7_100)
  })

  it('leaves nobody without an answer when it ends, and is over once', () => {
    const asked: ConnectionInput = { type: 'subscribe', at: 2_000, call: 1, channels: ['a'] }
    const closed: ConnectionInput = { type: 'closed', at: 3_000, code: 1006, reason: 'gone' }
    const { effects, state } = run(opened, asked, closed, { type: 'close', at: 3_001 }, { ...asked, call: 2 })
    expect(effects.slice(2)).toEqual([
      { type: 'answer', call: 1, ack: undefined },
      { type: 'over', end: { code: 'SOCKET_CLOSED', detail: 'close code 1006: gone' } },
      { type: 'answer', call: 2, ack: undefined },
    ])
    expect(connectionWakeAt(state)).toBe(Infinity)
  })
})
