import { Readable } from 'node:stream'
import { nodeSign } from '@spotdeck/ports/node'
import { ERROR_CODES, encodePush } from '@spotdeck/wire'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { explainError } from '../command-error.ts'
import { buildProgram } from '../program.ts'
import { brokenRule } from '../why/signature.ts'

afterEach(() => vi.restoreAllMocks())

/** Returns what a line prints, or the error's line. */
async function run(line: readonly string[], input?: string): Promise<string> {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  if (input !== undefined)
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([input]) as typeof process.stdin)
  const error = await buildProgram()
    .parseAsync(['node', 'spotdeck', ...line])
    .then(() => '', explainError)
  return written.join('') + error
}

describe('spotdeck why', () => {
  it.each([
    [
      '700002',
      /MEXC 700002 +the signature does not fit[^]*Signature for this[^]*AuthError AUTH_REFUSED\n.*Check API key/,
    ],
    ['-2011', /MEXC -2011 +the order to cancel is unknown or closed[^]*UnknownOrder UNKNOWN_ORDER/],
    ['Oversold', /MEXC 30005 [^]*InsufficientBalance/],
    ['{"code":10007,"msg":"symbol not support api"}', /MEXC 10007 [^]*SYMBOL_NOT_TRADABLE_VIA_API/],
    ['{"code":10007,"msg":"bad symbol"}', /MEXC 10007 [^]*UNKNOWN_SYMBOL/],
    ['{"code":"730708","msg":"listen key information error"}', /MEXC 730708 +the listen key is unknown/],
    ['{"code":987654,"msg":"something new"}', /MEXC 987654 +not known[^]*something new[^]*EXCHANGE_REFUSED/],
    ['order_outcome_unknown', /SDK ORDER_OUTCOME_UNKNOWN[^]*gateway ORDER_OUTCOME_UNKNOWN/],
    ['EXPLAINING', /status EXPLAINING/],
    ['CLOCK_OFF', /doctor CLOCK_OFF[^]*network time/],
    ['AUTH_REFUSD', /Did you mean AUTH_REFUSED\?.*\(CODE_UNKNOWN\)$/],
    ['123456789', /\(CODE_UNKNOWN\)$/],
  ])('%s', async (question, expected) => expect(await run(['why', question])).toMatch(expected))

  it('explains every code of MEXC with a meaning and a next step, also as JSON', async () => {
    for (const { code, meaning } of ERROR_CODES) {
      const { explanations } = JSON.parse(await run(['why', '--json', '--', String(code)])) as {
        readonly explanations: readonly { readonly means: string; readonly advice: string }[]
      }
      expect(explanations).toMatchObject([{ source: 'MEXC', code: String(code), means: meaning }])
      expect(explanations[0]?.advice).toMatch(/\w+\. \(\w/)
    }
  })
})

describe('a refused signature', () => {
  const secret = '45d0b3c26f2644f19bfb98b07741b2f5'
  const query = 'symbol=BTCUSDT&side=BUY&type=LIMIT'
  const body = 'quantity=1&price=11&recvWindow=5000&timestamp=1644489390087'
  const rule = (given: string, text: string, rest = '') =>
    brokenRule({ query: `${text}&signature=${given}`, body: rest, secret }, nodeSign, '/api/v3/order')
  const whole = `${query}&${body}`

  // Digests of MEXC's documentation and of its mistakes, computed by openssl.
  it.each([
    ['fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a', whole, '', 'SIGNATURE_RIGHT'],
    ['d1a676610ceb39174c8039b3f548357994b2a34139a8addd33baadba65684592', query, body, 'SIGNATURE_RIGHT'],
    ['2b73b45af6df97b2c4220b0e252e06e8a973a4a2571d5c31fbcfc6a23bdab916', query, body, 'BODY_FIRST'],
    ['fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a', query, body, 'PARTS_JOINED'],
    ['dd70895e937dcd54776fd8eea4cdd609ce0e76d495d646be6c92e4fb8559dd4a', whole, '', 'SORTED'],
    [
      'e253e33a91410edff36b9ca4f3831ca372e97233202f80ad8b161656f9009a86',
      'note=my%20key&timestamp=1644489390087',
      '',
      'PLUS_FOR_SPACE',
    ],
    ['323c96ab85a745712e95e63cad28903dd8292e4a905e99c4ee3932023843a117', whole, '', 'NOTHING_SIGNED'],
    ['FD3E4E8543C5188531EB7279D68AE7D26A573D0FC5AB0D18EB692451654D837A', whole, '', 'UPPER_CASE_DIGEST'],
  ])('%s over %s %s: %s', (digest, text, rest, expected) => expect(rule(digest, text, rest)).toBe(expected))

  it('is traced to any other text or secret that a program signs by mistake', () => {
    const of = (text: string, by = secret): string => nodeSign(by, text)
    expect(rule(of(whole, `${secret}\n`), whole)).toBe('SECRET_WITH_BLANKS')
    expect(rule(encodeURIComponent(Buffer.from(of(whole), 'hex').toString('base64')), whole)).toBe('BASE64_DIGEST')
    expect(rule(of(query), query, body)).toBe('PART_LEFT_OUT')
    expect(rule(of(`/api/v3/order?${whole}`), whole)).toBe('PATH_SIGNED')
    expect(rule(of('symbol=A%2cB&timestamp=1644489390087'), 'symbol=A%2CB&timestamp=1644489390087')).toBe(
      'LOWER_CASE_ESCAPES',
    )
    expect(rule(of('symbol=A'), 'symbol=A&timestamp=1644489390087')).toBe('TIME_LEFT_OUT')
    expect(rule(of('symbol=A&timestamp=1644489390'), 'symbol=A&timestamp=1644489390')).toBe('TIMESTAMP_NOT_MS')
    expect(rule(of('symbol=A'), 'symbol=A')).toBe('TIMESTAMP_MISSING')
    expect(brokenRule({ query: whole, body: '', secret }, nodeSign)).toBe('SIGNATURE_MISSING')
    const wide = 'recvWindow=70000&timestamp=1644489390087'
    expect(rule(of(wide), wide)).toBe('WINDOW_TOO_LARGE')
  })

  it('is judged from standard input, and nothing of it is printed', async () => {
    const url = `https://api.mexc.com/api/v3/order?${whole}&signature=${'0'.repeat(64)}`
    const text = await run(['why', 'signature'], `${url}\n${secret}\n`)
    expect(text).toMatch(/\(SIGNED_ELSE\)\n$/)
    expect(text).not.toMatch(/45d0b3c2|BTCUSDT|0000/)
    expect(await run(['why', 'signature', '--json'], `${whole}\n${secret}\n`)).toMatch(/^{"rule":"SIGNATURE_MISSING"/)
    expect(await run(['why', 'signature'], 'only a request\n')).toMatch(/\(CREDENTIALS_MISSING\)$/)
  })
})

describe('spotdeck inspect', () => {
  const push = {
    channel: 'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT',
    symbol: 'MXUSDT',
    sendTime: 1_736_417_034_281,
    body: {
      kind: 'publicAggreDeals',
      value: {
        deals: [{ price: '2.5', quantity: '4', tradeType: 1, time: 1_736_417_034_280, tradeId: '9' }],
        eventType: 'x',
      },
    },
  } as const
  const frame = Buffer.from(encodePush(push))
  // Field 15 of the wrapper, which the schema does not know: the varint 7.
  const drifted = Buffer.concat([frame, Buffer.from([0x78, 0x07])])
  const read = async (line: readonly string[], input?: string): Promise<unknown> =>
    JSON.parse(await run(['inspect', ...line], input))

  it('shows a frame in any spelling of hex or Base64 as JSON', async () => {
    const hex = frame.toString('hex')
    const spellings = [
      hex,
      `0x${hex.toUpperCase()}`,
      hex.replace(/(..)/g, '$1 ').trim(),
      hex.replace(/(..)(?=.)/g, '$1:'),
    ]
    for (const text of [...spellings, frame.toString('base64'), frame.toString('base64url')])
      expect(await read([text])).toEqual({ ...push, unknown: [] })
  })

  it('shows fields that the schema does not know, as hex', async () => {
    expect(await read([drifted.toString('base64')])).toMatchObject({
      symbol: 'MXUSDT',
      unknown: [{ field: 15, hex: '7807' }],
    })
  })

  it('reads one frame a line from standard input, and says which text is none', async () => {
    const lines = await run(['inspect', '--json'], `${frame.toString('hex')}\n\n${frame.toString('base64')}\n`)
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(Array(2).fill({ ...push, unknown: [] }))
    expect(await run(['inspect', 'not a frame'])).toMatch(/neither hex nor Base64.*\(FRAME_UNREADABLE\)$/)
    expect(await run(['inspect', frame.subarray(0, 40).toString('hex')])).toMatch(/\(FRAME_UNREADABLE\)$/)
  })
})
