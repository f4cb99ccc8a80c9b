/** docs/mexc-reference.md: made from the tables, whole, and with a link to MEXC's own page for everything. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as wire from '@spotdeck/wire'
import { expect, test } from 'vitest'

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/mexc-reference.md', import.meta.url)), 'utf8')
const RENDER = new URL('../../scripts/lib/mexc-reference.mjs', import.meta.url).href
const WORDS = new URL('../../scripts/lib/mexc-reference-words.mjs', import.meta.url).href

const MARKET = 'https://www.mexc.com/api-docs/spot-v3/websocket-market-streams'
const USER = 'https://www.mexc.com/api-docs/spot-v3/websocket-user-data-streams'
/** Sections that MEXC's index of its stream documents names. */
const SECTIONS = [
  ...[
    'live-subscriptionunsubscription-to-data-streams',
    'protocol-buffers-integration',
    'subscribe-to-a-data-stream',
    'unsubscribe-from-a-data-stream',
    'pingpong-mechanism',
    'trade-streams',
    'k-line-streams',
    'diffdepth-stream',
    'partial-book-depth-streams',
    'individual-symbol-book-ticker-streams',
    'individual-symbol-book-ticker-streamsbatch-aggregation',
    'minitickers',
    'miniticker',
    'how-to-properly-maintain-a-local-copy-of-the-order-book',
  ].map((section) => `${MARKET}#${section}`),
  ...[
    'listen-key',
    'generate-listen-key',
    'extend-listen-key-validity',
    'close-listen-key',
    'get-valid-listen-keys',
    'spot-account-update',
    'spot-account-deals',
    'spot-account-orders',
  ].map((section) => `${USER}#${section}`),
]

test('the page is what the tables give: npm run docs:reference writes it', async () => {
  const { renderReference } = (await import(/* @vite-ignore */ RENDER)) as {
    renderReference: (tables: typeof wire) => string
  }
  expect(PAGE).toBe(renderReference(wire))
})

test('every call and every channel is on the page once, with a description', async () => {
  const { CHANNELS } = (await import(/* @vite-ignore */ WORDS)) as Record<string, Record<string, unknown>>
  for (const { does } of wire.endpoints) expect(does).toMatch(/^[A-Z].*\.$/)
  const privateKinds = ['privateAccount', 'privateDeals', 'privateOrders']
  expect(Object.keys(CHANNELS ?? {})).toEqual([...Object.keys(wire.channels), ...privateKinds])
  for (const { method, path, name } of wire.endpoints) {
    expect(PAGE.split(`| \`${method} ${path}\` <br> \`${name}\` |`)).toHaveLength(2)
  }
  expect(PAGE).not.toContain('undefined')
})

/** A frame whose one body has no field: protobuf leaves out what is empty, zero or false. */
const emptyFrame = (number: number): Uint8Array => {
  const tag = number * 8 + 2
  return Uint8Array.of(10, 1, 120, (tag & 127) | 128, tag >> 7, 0)
}

test('every push has a table with the names and types of the fields that a program gets', () => {
  const kinds = [...PAGE.matchAll(/\| `(p\w+)` \|$/gm)].map(([, kind = '']) => kind)
  expect(kinds).toHaveLength(11)
  const decoded = Array.from({ length: 15 }, (_, index) => wire.decodePush(emptyFrame(301 + index)).body)
  for (const kind of kinds) {
    const body = decoded.find((one) => one.kind === kind)
    const table = PAGE.split(`#### ${kind}\n`)[1]?.split('####')[0] ?? ''
    const fields = body !== undefined && 'value' in body ? Object.entries(body.value) : []
    expect(fields.length, kind).toBeGreaterThan(0)
    for (const [name, value] of fields) {
      const shown = Array.isArray(value) ? '\\S+\\[\\]' : typeof value
      expect(table).toMatch(new RegExp(`^\\| \`${name}\` \\| ${shown} \\| \\S`, 'm'))
    }
  }
})

test('every link of the exchange’s own index stands in it, its schema and the group where it answers questions', () => {
  expect(SECTIONS.filter((link) => !PAGE.includes(`(${link})`))).toEqual([])
  expect(PAGE).toContain('https://github.com/mexcdevelop/websocket-proto')
  expect(PAGE).toContain('https://t.me/MEXCAPIsupport')
  expect(PAGE).toContain('https://www.mexc.com/zh-MY/api-docs/spot-v3/')
  for (const page of [
    'general-info',
    'market-data-endpoints',
    'subaccount-endpoints',
    'spot-account-trade',
    'wallet-endpoints',
  ])
    expect(PAGE).toContain(`https://www.mexc.com/api-docs/spot-v3/${page})`)
})
