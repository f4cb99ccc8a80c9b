import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceOf } from './device.ts'

describe('the name of a device', () => {
  it('is browser and system', () => {
    const known = {
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0': 'Firefox 145 · Windows',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36':
        'Chrome 142 · Linux',
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0':
        'Edge 142 · Windows',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15':
        'Safari 18 · macOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1':
        'Safari 18 · iPhone',
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36':
        'Chrome 142 · Android',
      'curl/8.5.0': 'curl/8.5.0',
    }
    for (const [agent, name] of Object.entries(known)) expect(deviceOf(agent)).toBe(name)
    expect(deviceOf(undefined)).toBe('')
  })

  it('is short and printable for any user agent', () => {
    expect(deviceOf('\u001b[2J\u202eevil\u0000')).toBe('[2Jevil')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (agent) => {
        expect(deviceOf(agent)).toMatch(/^[\x20-\x7e·]{0,60}$/)
        expect(deviceOf(`Firefox/${agent}`)).toMatch(/^[\x20-\x7e·]{0,60}$/)
      }),
    )
  })
})
