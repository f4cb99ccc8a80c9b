import { describe, expect, it } from 'vitest'
import { trustProxies } from './proxies.ts'

const behind = (...given: string[]) => {
  const made = trustProxies(given)
  if ('wrong' in made) throw new Error(made.wrong)
  return made.callerOf
}
const forwarded = (text: string) => ({ host: '127.0.0.1:8787', 'x-forwarded-for': text })

describe('a caller behind reverse proxies', () => {
  it('is the socket’s address, whatever headers say, unless a trusted proxy is configured', () => {
    expect(behind()('127.0.0.1', forwarded('9.9.9.9')).ip).toBe('127.0.0.1')
    expect(behind('10.0.0.1')('127.0.0.1', { ...forwarded('9.9.9.9'), 'x-forwarded-host': 'evil.example' })).toEqual({
      ip: '127.0.0.1',
      headers: { ...forwarded('9.9.9.9'), 'x-forwarded-host': 'evil.example' },
    })
  })

  it('is the last address added by a trusted proxy; earlier ones may be forged', () => {
    const callerOf = behind('127.0.0.1', '10.0.0.0/8', '::1')
    expect(callerOf('127.0.0.1', forwarded('1.2.3.4')).ip).toBe('1.2.3.4')
    expect(callerOf('127.0.0.1', forwarded('6.6.6.6, 1.2.3.4, 10.1.1.1')).ip).toBe('1.2.3.4')
    expect(callerOf('::ffff:127.0.0.1', forwarded('[2001:db8::7]:4711')).ip).toBe('2001:db8::7')
    expect(callerOf('::1', forwarded('1.2.3.4:5678')).ip).toBe('1.2.3.4')
    expect(callerOf('127.0.0.1', forwarded('10.1.1.1, 10.1.1.2')).ip).toBe('10.1.1.1')
    for (const nonsense of ['', 'unknown', ',,', '999.1.1.1'])
      expect(callerOf('127.0.0.1', forwarded(nonsense)).ip).toBe('127.0.0.1')
  })

  it('is served under the host that the proxy received', () => {
    const { headers } = behind('127.0.0.1')('127.0.0.1', { host: '127.0.0.1:8787', 'x-forwarded-host': 'desk.example' })
    expect(headers['host']).toBe('desk.example')
  })

  it('is not configured by text that is neither an address nor a network', () => {
    for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0.0/x', '', '10.0.0', '::1/129'])
      expect(trustProxies(['127.0.0.1', wrong])).toEqual({ wrong })
  })
})
