import { problem } from '@spotdeck/api'
import { type HttpAnswer, type HttpRequest, NetworkFault } from '@spotdeck/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'

function relay(answer: (request: HttpRequest) => Partial<HttpAnswer> | Promise<Partial<HttpAnswer>> = () => ({})) {
  const asked: HttpRequest[] = []
  const fetch = async (request: HttpRequest): Promise<HttpAnswer> => {
    asked.push(request)
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"time":7}',
      ...(await answer(request)),
    }
  }
  return { asked, ...edgeFixture({ panel: { baseUrl: 'http://127.0.0.1:9090', fetch } }) }
}

describe('the relay to the sandbox’s panel', () => {
  it('forwards the owner’s calls: method, path and JSON, and nothing else', async () => {
    const { call, asked } = relay()
    expect((await call('GET', '/api/v1/sandbox/clock')).json).toEqual({ time: 7 })
    await call('POST', '/api/v1/sandbox/accounts/mx0demo/deposit', { body: { asset: 'USDT', amount: '5' } })
    await call('DELETE', '/api/v1/sandbox/faults/f-1?audience=owner')
    expect(asked.map(({ method, url, headers, body }) => [method, url, headers, body])).toEqual([
      ['GET', 'http://127.0.0.1:9090/sandbox/clock', {}, undefined],
      [
        'POST',
        'http://127.0.0.1:9090/sandbox/accounts/mx0demo/deposit',
        { 'content-type': 'application/json' },
        '{"asset":"USDT","amount":"5"}',
      ],
      ['DELETE', 'http://127.0.0.1:9090/sandbox/faults/f-1', {}, undefined],
    ])
  })

  it('exists for the owner alone, and only with a sandbox', async () => {
    const { call, asked, viewer, public: everybody } = relay()
    for (const token of [viewer, everybody]) {
      expect((await call('GET', '/api/v1/sandbox/clock', { token })).json['code']).toBe('AUDIENCE_FORBIDDEN')
    }
    expect((await call('GET', '/api/v1/sandbox/clock', { token: '' })).status).toBe(401)
    const foreign = { headers: { origin: 'https://evil.example' }, body: {} }
    expect((await call('POST', '/api/v1/sandbox/reset', foreign)).json['code']).toBe('FOREIGN_ORIGIN')
    expect(asked).toEqual([])
    expect((await edgeFixture().call('GET', '/api/v1/sandbox/clock')).json['code']).toBe('NOT_FOUND')
  })

  it('returns the panel’s rejections as problems, with their own text', async () => {
    const said = (status: number) =>
      relay(() => ({ status, body: '{"code":"X","message":"why not"}' })).call('GET', '/api/v1/sandbox/x')
    expect(problem.parse((await said(400)).json)).toMatchObject({ code: 'BAD_REQUEST', detail: 'why not' })
    expect(problem.parse((await said(404)).json)).toMatchObject({ code: 'NOT_FOUND', detail: 'why not' })
    expect(problem.parse((await said(500)).json)).toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' })
  })

  it('answers in JSON or not at all', async () => {
    const codeOf = async (answer: Partial<HttpAnswer>) =>
      (await relay(() => answer).call('GET', '/api/v1/sandbox/page')).json['code']
    expect(await codeOf({ headers: { 'content-type': 'text/html' }, body: '<script>' })).toBe('NOT_FOUND')
    expect(await codeOf({ body: 'not json' })).toBe('EXCHANGE_UNAVAILABLE')
    const gone = relay(() => Promise.reject(new NetworkFault('HTTP_TIMEOUT', 'too late')))
    expect((await gone.call('GET', '/api/v1/sandbox/clock')).json['code']).toBe('EXCHANGE_UNAVAILABLE')
  })

  it('reaches only the panel, whatever the path', async () => {
    const { call, asked } = relay()
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('..', '.', '%2e%2e', '..%2f', '%2f', '\\', '@evil.example', '//', 'clock'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        await call('GET', `/api/v1/sandbox/${parts.join('/')}`)
        for (const { url } of asked) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:9090\/sandbox\/[\w./-]+$/)
        for (const { url } of asked) expect(new URL(url).pathname).toMatch(/^\/sandbox\//)
      }),
      { numRuns: 300 },
    )
  })

  it('limits the number of simultaneous calls', async () => {
    const waiting: (() => void)[] = []
    const { call } = relay(() => new Promise((resolve) => waiting.push(() => resolve({}))))
    const calls = Array.from({ length: 8 }, () => call('GET', '/api/v1/sandbox/clock'))
    expect((await call('GET', '/api/v1/sandbox/clock')).json['code']).toBe('RATE_LIMITED')
    for (const answer of waiting) answer()
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(8).fill(200))
  })
})
