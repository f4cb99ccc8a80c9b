import { describe, expect, it } from 'vitest'
import { retiredIn } from './notice-files.ts'
import { refuseRetired, retiredAddress } from './retired.ts'

const NOW = Date.UTC(2026, 10, 21)
const ADDRESSES = { restUrl: 'https://api.mexc.com', wsUrl: 'wss://wbs-api.mexc.com/ws' }

describe('a configuration that names what the exchange has retired', () => {
  it('is refused with the date and the new address', () => {
    expect(() => refuseRetired({ ...ADDRESSES, wsUrl: 'wss://wbs.mexc.com/ws' }, NOW, [])).toThrow(
      '--ws names wbs.mexc.com, which the exchange has retired (2025-08-04 06:00 UTC). Use wss://wbs-api.mexc.com/ws instead',
    )
    expect(() => refuseRetired({ ...ADDRESSES, restUrl: 'https://www.mexc.com/open/api/v2' }, NOW, [])).toThrow(
      '--rest names www.mexc.com/open/api/v2, which the exchange has retired (2025-08-06 06:00 UTC). Use https://api.mexc.com instead',
    )
    expect(() => refuseRetired({ ...ADDRESSES, restUrl: 'https://api.mexc.com/api/v2' }, NOW, [])).toThrow(/retired/)
  })

  it('is recognized with any scheme, path, letter case and port', () => {
    for (const url of ['ws://wbs.mexc.com/ws', 'wss://WBS.MEXC.COM', 'wss://wbs.mexc.com:443/raw/ws']) {
      expect(retiredAddress(url, NOW)?.instead).toBe('wss://wbs-api.mexc.com/ws')
    }
    for (const url of [
      ...Object.values(ADDRESSES),
      'ws://127.0.0.1:9090/ws',
      'https://proxy.example/api/v2',
      'wss://wbs.mexc.com.example/ws',
      'nonsense',
    ]) {
      expect([url, retiredAddress(url, NOW)]).toEqual([url, undefined])
    }
  })

  it('follows configured announcements from their date on, and never blocks the address in use', () => {
    const text =
      'The endpoint wss://old.mexc.com/ws will be retired on 2026-11-20 00:00 (UTC).\nThe API https://api.mexc.com/api/v3 will be retired on 2026-11-20 00:00 (UTC).'
    const facts = retiredIn([{ name: 'a.txt', text }])
    expect(facts).toHaveLength(2)
    expect(retiredAddress('wss://old.mexc.com/ws', NOW, facts)).toMatchObject({
      what: 'old.mexc.com',
      since: Date.UTC(2026, 10, 20),
    })
    expect(retiredAddress('wss://old.mexc.com/ws', Date.UTC(2026, 10, 19), facts)).toBeUndefined()
    expect(retiredAddress('wss://old.mexc.com/other', NOW, facts)).toBeUndefined()
    expect(() => refuseRetired(ADDRESSES, NOW, facts)).not.toThrow()
  })
})
