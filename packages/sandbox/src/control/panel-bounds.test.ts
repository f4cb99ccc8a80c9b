/** A program at the panel that asks for too much, or writes a target wrong: it is told so at once, and nothing is done. */

import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { afterEach, expect, test } from 'vitest'
import { type SandboxHandler, openSandboxHandler } from '../rules.ts'

const opened: SandboxHandler[] = []
afterEach(() => opened.splice(0).forEach((rules) => rules.close()))

function panelOf() {
  const time = new VirtualTime(1_790_300_000_000)
  const world = { clock: time, timers: time, random: seededRandom(1), sign: nodeSign, log: silentLog }
  const rules = openSandboxHandler({ seed: 5, bots: false, panel: true, symbols: ['MXUSDT'] }, world)
  opened.push(rules)
  const headers = { host: '127.0.0.1:1', 'content-type': 'application/json' }
  return async (method: string, path: string, body?: unknown) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const request = { method, path: `/sandbox${path}`, query: '', headers, body: text, ip: '127.0.0.1' }
    const outcome = await rules.handle(request)
    if (outcome.kind !== 'answer') throw new Error(`no answer but ${outcome.kind}`)
    return { status: outcome.answer.status, body: JSON.parse(outcome.answer.body) as Record<string, unknown> }
  }
}

test('an advance of 25 days is refused with the advice to go in steps', async () => {
  const panel = panelOf()
  const before = (await panel('GET', '/clock')).body
  const message = expect.stringMatching(/at most a day \(advanceMs 86400000\)\. Send it again/) as unknown
  expect(await panel('POST', '/clock', { advanceMs: 2 ** 31, rate: 5 })).toEqual({
    status: 400,
    body: { code: 'ADVANCE_TOO_LONG', message },
  })
  expect((await panel('GET', '/clock')).body).toEqual(before)
})

test('a fault that names an unknown key is refused with the keys that exist, and no fault is on', async () => {
  const panel = panelOf()
  const message = expect.stringMatching(/no account has this key\. The keys are mx0/) as unknown
  const fault = { kind: 'error-before', status: 503, target: { apiKey: 'mx0mispelled' } }
  expect(await panel('POST', '/faults', fault)).toEqual({ status: 400, body: { code: 'FAULT_INVALID', message } })
  expect((await panel('GET', '/faults')).body).toEqual({ faults: [] })
})
