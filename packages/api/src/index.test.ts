import { build } from 'vite'
import { describe, expect, it } from 'vitest'
import { clientMessage } from './socket.ts'
import { decimalText } from './scalars.ts'
import { newLink } from './resources.ts'

describe('@spotdeck/api', () => {
  it('loads no zod in a browser that uses only names, messages and masks', async () => {
    const entry = 'virtual:entry'
    const built = await build({
      configFile: false,
      logLevel: 'silent',
      resolve: { conditions: ['source'] },
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === entry ? id : undefined),
          load: (id) =>
            id === entry
              ? `import { durableTopics, formatMessage } from '@spotdeck/api'; console.log(durableTopics, formatMessage)`
              : undefined,
        },
      ],
      build: { write: false, minify: false, rollupOptions: { input: entry } },
    })
    const [output] = Array.isArray(built) ? built : [built]
    const modules =
      output !== undefined && 'output' in output
        ? output.output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
        : []
    expect(modules.some((id) => id.includes('catalogue'))).toBe(true)
    expect(modules.filter((id) => id.includes('/zod/'))).toEqual([])
  })

  it('takes canonical decimals alone', () => {
    for (const text of ['0', '-1', '0.0001', '12.5', '-0.5']) expect(decimalText.safeParse(text).success).toBe(true)
    for (const text of ['-0', '1.0', '01', '1e3', '', '.5', '1.', 'NaN', '9'.repeat(129)]) {
      expect(decimalText.safeParse(text).success).toBe(false)
    }
  })

  it('distinguishes an account subscription from a market subscription', () => {
    const account = { op: 'subscribe', id: 1, account: 'main', topics: ['orders'], intervalMs: 100 }
    const market = { op: 'subscribe', id: 2, topics: ['book'], symbols: ['MXUSDT'] }
    expect(clientMessage.parse(account)).toEqual(account)
    expect(clientMessage.parse(market)).toEqual(market)
    expect(clientMessage.safeParse({ op: 'subscribe', id: 3, topics: ['book'] }).success).toBe(false)
  })
})

it('a link is named with printable text of 1 to 64 characters', () => {
  const name = (label: string): boolean => newLink.safeParse({ audience: 'viewer', accounts: ['main'], label }).success
  for (const label of ['accountant', '會計師', 'a', 'x'.repeat(64), 'Ünïcode & <b>'])
    expect([label, name(label)]).toEqual([label, true])
  for (const label of [
    '',
    '   ',
    'x'.repeat(65),
    'a\u202eb',
    'a\u2066b',
    'a\u200bb',
    'a\nb',
    'a\u0000',
    'a\u2028b',
    '\ud800',
  ])
    expect([label, name(label)]).toEqual([label, false])
})
