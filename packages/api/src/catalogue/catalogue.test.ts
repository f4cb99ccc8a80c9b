import { describe, expect, it } from 'vitest'
import { problemCodes, reconcileCauses, statusCodes } from '../codes.ts'
import { en } from './en.ts'
import { languages } from './keys.ts'
import { isCatalogueKey, formatMessage, formatCode, paramNames } from './format-message.ts'
import { zhTw } from './zh-tw.ts'

const catalogueKeys = Object.keys(en).filter(isCatalogueKey)

const paramsOf = (text: string): string[] => [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1] ?? '').sort()
/** Parameters whose format needs a value of a certain kind; any other parameter reads `<name>`. */
const samples = { silentMs: 41_200, retryInMs: 2_500, audience: 'viewer', attempt: 3, days: 12 }
const MESSAGES = new URL('../../../../tests/fixtures/catalogue-messages.txt', import.meta.url).pathname

describe('catalogue', () => {
  it('has every key in both languages, none of them empty', () => {
    expect(Object.keys(zhTw).sort()).toEqual(Object.keys(en).sort())
    for (const text of [...Object.values(en), ...Object.values(zhTw)]) expect(text.trim()).not.toBe('')
  })

  it('names the same parameters in both languages', () => {
    for (const key of catalogueKeys) expect([key, paramsOf(zhTw[key])]).toEqual([key, paramsOf(en[key])])
  })

  it('has text for every problem and every status', () => {
    for (const code of problemCodes) expect(isCatalogueKey(`problem.${code}`)).toBe(true)
    for (const code of statusCodes) expect(isCatalogueKey(`status.${code}`)).toBe(true)
  })

  it('tells people what they can do: no program keys, and guests ask the person who shared the link', () => {
    for (const language of languages) {
      expect(formatMessage(language, 'problem.ORDER_REJECTED', { exchangeCode: 1 })).not.toMatch(/key/i)
      for (const key of ['problem.LOGIN_CODE_INVALID', 'problem.UNAUTHENTICATED'] as const) {
        expect(formatMessage(language, key)).toMatch(
          language === 'en' ? /shared .* ask them/ : /別人分享.*請向對方索取/,
        )
      }
    }
  })

  it('has text for every reconcile cause', () => {
    for (const cause of reconcileCauses) expect(isCatalogueKey(`cause.${cause}`)).toBe(true)
  })

  it('writes Chinese with full-width punctuation and a space beside Latin letters and digits', () => {
    for (const [key, text] of Object.entries(zhTw)) {
      expect([key, text]).toEqual([key, expect.not.stringMatching(/[一-鿿][,;:?!()]|[,;:?!()][一-鿿]/u)])
      expect([key, text]).toEqual([key, expect.not.stringMatching(/[一-鿿][A-Za-z0-9]|[A-Za-z0-9][一-鿿]/u)])
    }
  })

  it('inserts parameters, and leaves out optional parts without one', () => {
    expect(formatMessage('en', 'status.SOCKET_SILENT', { silentMs: 41_200, attempt: 3 })).toBe(
      'Stream silent for 42 s. Balances may be out of date. Reconnecting (try 3).',
    )
    expect(formatMessage('en', 'status.SOCKET_SILENT')).toBe(
      'Stream silent. Balances may be out of date. Reconnecting.',
    )
    expect(formatMessage('zh-TW', 'status.SOCKET_SILENT', { silentMs: 42_000 })).toBe(
      '串流已 42 秒未收到資料，餘額可能過時。正在重新連線。',
    )
  })

  it('formats every message in both languages, with all parameters and with none', async () => {
    const lines = languages.flatMap((language) =>
      catalogueKeys.flatMap((key) => {
        const names = [...paramNames(key)]
        const params = Object.fromEntries(names.map((name) => [name, `<${name}>`]))
        const all = `${language} ${key}: ${formatMessage(language, key, { ...params, ...samples })}`
        return names.length === 0 ? [all] : [all, `${language} ${key} (none): ${formatMessage(language, key)}`]
      }),
    )
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(MESSAGES)
    for (const line of lines) expect(line).not.toMatch(/[{}]|\$t\(| {2}/)
  })

  it('inserts any parameter unchanged', () => {
    for (const title of [
      '{{symbols}}',
      '$t(problem.INTERNAL)',
      '$&',
      '<b>&amp;</b>',
      '{{period, optional(part: announced)}}',
    ])
      expect(formatMessage('en', 'noticeText.ANNOUNCED', { title, symbols: 'MXUSDT', period: 'today' })).toBe(title)
    const held = { symbols: '$1', held: '{{symbols}}', openOrders: 0, count: 1, lng: 'zh-TW', context: 'x' }
    expect(formatMessage('en', 'noticeText.ACCOUNT_API_OFF', held)).toBe(
      'API orders in $1 are blocked. You hold {{symbols}}. Open orders: 0. Sell or cancel manually on MEXC’s website or app.',
    )
  })

  it('names every parameter of a text and of its optional parts', () => {
    expect([...paramNames('status.SOCKET_SILENT')].sort()).toEqual(['attempt', 'silentMs'])
    expect([...paramNames('problem.BAD_REQUEST')].sort()).toEqual(['field', 'reason'])
    expect([...paramNames('status.LIVE')]).toEqual([])
  })

  it('formats the reason of a rejection in the message’s language', () => {
    const params = { reason: 'MORE_CELLS', line: 3 }
    expect(formatMessage('zh-TW', 'problem.IMPORT_UNREADABLE', params)).toMatch(
      '無法讀取這個檔案：第 3 列的欄位比標題列多。',
    )
    expect(formatMessage('en', 'problem.IMPORT_UNREADABLE', params)).toMatch(
      'read: line 3 has more cells than the heading.',
    )
    expect(formatMessage('zh-TW', 'problem.IMPORT_UNREADABLE')).toMatch('無法讀取這個檔案。')
  })

  it('shows an unknown code unchanged', () => {
    expect(formatCode('zh-TW', 'reason', 'ENTRUST')).toBe('成交')
    expect(formatCode('en', 'reason', 'BRAND_NEW')).toBe('BRAND_NEW')
    expect(formatCode('en', 'constructor', 'name')).toBe('name')
  })
})
