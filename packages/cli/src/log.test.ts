import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openLog } from './log.ts'

function logged(secrets: readonly string[], fields: Readonly<Record<string, unknown>>, message = 'said'): string {
  const lines: string[] = []
  openLog('debug', secrets, { write: (line) => lines.push(line) }).warn(fields, message)
  return lines.join('')
}

describe('the log', () => {
  it('contains no secret from a field, a list, a name, a sentence or an address', () => {
    const secret = fc
      .string({ unit: 'grapheme', minLength: 6, maxLength: 40 })
      .filter((text) => !/^[\w ]{0,8}$/.test(text) && !'"[redacted]","level":40,"time"'.includes(text))
    const put: ((secret: string) => Record<string, unknown>)[] = [
      (text) => ({ error: text }),
      (text) => ({ error: `It said: ${text}!` }),
      (text) => ({ deep: { er: [{ still: ['x', text] }] } }),
      (text) => ({ [text]: 1 }),
      (text) => ({ url: `https://api.mexc.com/api/v3/order?key=${encodeURIComponent(text)}` }),
      (text) => ({ secret: text, headers: { 'Set-Cookie': text, 'x-list': [{ LISTEN_KEY: text }] } }),
    ]
    fc.assert(
      fc.property(secret, fc.constantFrom(...put), (text, where) => {
        const line = logged([text], where(text), `and ${text} again`)
        const escaped = JSON.stringify(text).slice(1, -1)
        expect([line.includes(escaped), line.includes(text)]).toEqual([false, false])
        expect(JSON.parse(line)).toMatchObject({ level: 40 })
      }),
    )
  })

  it('hides signatures, listen keys, tokens and passwords in addresses by their form', () => {
    const signature = 'a1'.repeat(32)
    const [token, scraper] = ['sdt', 'sdm'].map((kind) => `${kind}_${'x-Y_9'.repeat(8)}`)
    const line = logged([], {
      error: `signature=${signature} at wss://h/ws?listenKey=abc123&x=1`,
      note: `Authorization: Bearer abcdefgh.ijk, ${token}, ${scraper}`,
      redis: 'redis://desk:hunter22@10.0.0.1:6379/0',
    })
    for (const part of [signature, token, scraper, 'abc123', 'abcdefgh.ijk', 'hunter22'])
      expect(line).not.toContain(part)
    expect(line).toContain('redis://[redacted]@10.0.0.1:6379/0')
  })

  it('hides by field name at any depth, and leaves other fields readable', () => {
    const line = logged([], {
      code: 'SOCKET_CLOSED',
      account: 'main',
      a: { b: { c: { apiKey: 'mx0', token: { x: 'y-y-y' } } } },
    })
    expect(JSON.parse(line)).toMatchObject({
      code: 'SOCKET_CLOSED',
      account: 'main',
      a: { b: { c: { apiKey: '[redacted]', token: '[redacted]' } } },
    })
  })

  it('is one sentence a line where a person reads it', () => {
    const lines: string[] = []
    const log = openLog('warn', ['very-secret'], { write: (line) => lines.push(line), isForPeople: true })
    const fields = { code: 'NETWORK_TIMEOUT', message: 'No answer to very-secret.', account: 'main', deep: { x: 1 } }
    log.warn(fields, 'list of symbols not read')
    log.error({}, 'disk is full')
    const clock = expect.stringMatching(/^\d\d:\d\d:\d\d (?:warning|error) /) as string
    expect(lines).toEqual([clock, clock])
    expect(lines.map((line) => line.slice(9))).toEqual([
      'warning list of symbols not read: No answer to [redacted]. (account main, NETWORK_TIMEOUT)\n',
      'error disk is full\n',
    ])
  })
})
