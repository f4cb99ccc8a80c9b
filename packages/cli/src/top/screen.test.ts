import { snapshot } from '@spotdeck/api'
import { expect, it } from 'vitest'
import { type AccountView, screen } from './screen.ts'

const NOW = Date.UTC(2026, 0, 2, 12)
const status = { state: 'live', code: 'LIVE', params: {}, since: NOW - 180_000 }
const asset = (name: string, total: string) => ({
  ...{ asset: name, free: total, locked: '0', total, freeChange: '0', lockedChange: '0' },
  ...{ reason: 'RECONCILED', time: NOW },
})
const view = (change: object = {}): AccountView => ({
  account: { id: 'main', label: 'Mine\u001b[2J', status, trading: false } as unknown as AccountView['account'],
  snapshot: snapshot.parse({
    ...{ account: 'main', epoch: 'aaaaaaaaaaaaaaaa', seq: 7, time: NOW, currentAt: NOW - 2_000, status },
    ...{ assets: [asset('MX', '1.5'), asset('OLD', '0')], openOrders: [], equity: null, coverage: [], ...change },
  }),
  deals: [],
})

it('shows what is held, and says what is empty', () => {
  expect(screen(view())).toEqual([
    'main (Mine?[2J): live for 3 min, current 2 s ago, event 7, trading off',
    'equity - USDT, free -, locked -',
    'profit realized -, unrealized -',
    '',
    'Balances (1)',
    '  asset  free  locked  total',
    '  MX     1.5   0       1.5',
    '',
    'Open orders: none',
    '',
    'Last fills: none',
  ])
})

it('counts the rows that have no place, and is cut to the terminal', () => {
  const assets = Array.from({ length: 12 }, (_, n) => asset(`A${n}`, '1'))
  expect(screen(view({ assets }))).toContain('  and 2 more')
  const cut = screen(view({ assets }), { columns: 10, rows: 3, awayMs: 0 })
  expect(cut).toEqual(['main (Mine', 'equity - U', 'profit rea'])
})

it('says that the gateway is away, and why an account is not live', () => {
  const stale = { ...status, state: 'stale', code: 'STREAM_LOST' }
  const lines = screen(view({ status: stale }), { columns: 200, rows: 99, awayMs: 12_000 })
  expect(lines[0]).toContain('stale for 3 min')
  expect(lines.join('\n')).toContain('The gateway has not answered for 12 s: the figures are from before.')
})
