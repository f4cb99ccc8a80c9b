import { beforeEach, describe, expect, it } from 'vitest'
import { type HttpAnswer, NetworkFault, type Socket } from '../network.ts'
import { VirtualNetwork } from './network.ts'
import { seededRandom } from './random.ts'
import type { VirtualPeer } from './socket-link.ts'
import { VirtualTime } from './time.ts'

const ok = (body: string): HttpAnswer => ({ status: 200, headers: {}, body })

let time: VirtualTime
let network: VirtualNetwork
beforeEach(() => {
  time = new VirtualTime(0)
  network = new VirtualNetwork({ time, random: seededRandom(1) })
})

/** Starts a call and keeps how it ended. */
function call(timeoutMs = 1_000, signal?: AbortSignal): { end?: string } {
  const seen: { end?: string } = {}
  network.fetch({ method: 'GET', url: 'http://exchange/x', timeoutMs, ...(signal ? { signal } : {}) }).then(
    (answer) => void (seen.end = answer.body),
    (fault: unknown) => void (seen.end = fault instanceof NetworkFault ? fault.code : 'something else'),
  )
  return seen
}

describe('calls on the virtual network', () => {
  it('are answered after a delay', async () => {
    network.serve('exchange', { http: async () => ok('done') })
    const seen = call()
    await time.advance(1)
    expect(seen.end).toBeUndefined()
    await time.advance(10)
    expect(seen.end).toBe('done')
    expect(time.waiting).toBe(0)
  })

  it('are refused where nobody listens', async () => {
    const seen = call()
    await time.advance(10)
    expect(seen.end).toBe('HTTP_REFUSED')
  })

  it('time out on a silent link, and on one that loses answers, after execution', async () => {
    let worked = 0
    network.serve('exchange', { http: () => (worked++, ok('done')) })
    network.setLink('exchange', 'silent')
    const silent = call()
    await time.advance(1_000)
    expect([silent.end, worked]).toEqual(['HTTP_TIMEOUT', 0])
    network.setLink('exchange', 'deaf')
    const deaf = call()
    await time.advance(1_000)
    expect([deaf.end, worked]).toEqual(['HTTP_TIMEOUT', 1])
  })

  it('are broken by a failing host, and aborted by their caller', async () => {
    network.serve('exchange', {
      http: () => {
        throw new Error('crash')
      },
    })
    const broken = call()
    await time.advance(10)
    expect(broken.end).toBe('HTTP_BROKEN')
    const caller = new AbortController()
    const aborted = call(1_000, caller.signal)
    caller.abort()
    await time.advance(0)
    expect(aborted.end).toBe('HTTP_ABORTED')
  })
})

describe('sockets on the virtual network', () => {
  function open(): { socket: Socket; log: string[] } {
    const log: string[] = []
    const socket = network.openSocket('ws://exchange/ws?a=1', {
      opened: () => log.push('opened'),
      message: (data) => log.push(String(data)),
      closed: (code) => log.push(`closed ${code}`),
    })
    return { socket, log }
  }

  it('carry messages both ways in order', async () => {
    network.serve('exchange', {
      accept: (peer) => {
        peer.send('hello')
        peer.onMessage((text) => peer.send(`echo ${text}`))
      },
    })
    const { socket, log } = open()
    await time.advance(20)
    for (let i = 0; i < 5; i++) socket.send(String(i))
    await time.advance(50)
    expect(log).toEqual(['opened', 'hello', 'echo 0', 'echo 1', 'echo 2', 'echo 3', 'echo 4'])
    socket.close()
    await time.advance(20)
    expect(log.at(-1)).toBe('closed 1000')
    expect(network.openSockets('exchange')).toBe(0)
  })

  it('open before they get the reason of an immediate close', async () => {
    network.serve('exchange', {
      accept: (peer) => {
        peer.send('go away')
        peer.close(4000)
      },
    })
    const { log } = open()
    await time.advance(20)
    expect(log).toEqual(['opened', 'go away', 'closed 4000'])
  })

  it('say closed once when nobody listens', async () => {
    const { log } = open()
    await time.advance(5_000)
    expect(log).toEqual(['closed 1006'])
  })

  it('stay open without messages on a silent link, and time out on an unanswered close', async () => {
    let peer: VirtualPeer | undefined
    network.serve('exchange', { accept: (accepted) => void (peer = accepted) })
    const { socket, log } = open()
    await time.advance(20)
    network.setLink('exchange', 'silent')
    peer?.send('lost')
    await time.advance(60_000)
    expect(log).toEqual(['opened'])
    socket.close()
    await time.advance(3_000)
    expect(log).toEqual(['opened', 'closed 1006'])
  })

  it('can be cut, and both ends learn of it', async () => {
    const served: number[] = []
    network.serve('exchange', { accept: (peer) => peer.onClosed((code) => served.push(code)) })
    const { log } = open()
    await time.advance(20)
    network.cut('exchange')
    expect([log, served]).toEqual([['opened', 'closed 1006'], [1006]])
  })
})
