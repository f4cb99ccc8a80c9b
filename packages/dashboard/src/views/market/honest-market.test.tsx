import { expect, test } from 'vitest'
import { marketNamed } from '../testing/fixtures.ts'
import { type OpenPage, openPage, problem, wordsOf } from '../testing/page.tsx'
import { BookCard } from './book-card.tsx'
import { TapeCard } from './tape-card.tsx'
import { useTicketStore, TicketContext } from './ticket-store.ts'

const mx = marketNamed('MXUSDT')

function Market() {
  const ticket = useTicketStore(mx)
  return (
    <TicketContext value={ticket}>
      <BookCard market={mx} />
      <TapeCard market={mx} />
    </TicketContext>
  )
}

const section = ({ root }: OpenPage, name: string) => root.querySelector(`section[aria-label="${name}"]`)
const ageOf = (page: OpenPage, name: string) => section(page, name)?.querySelector('[data-testid="data-age"]')

/** The market on screen with a book, the gateway last heard of now. */
async function market(answers = {}) {
  const page = await openPage(<Market />, {
    answers: { 'markets/MXUSDT/trades': { symbol: 'MXUSDT', items: [] }, ...answers },
  })
  const say = (isStale: boolean) =>
    page.market.apply({
      time: page.world.time,
      topic: 'book',
      type: 'book.updated',
      data: {
        symbol: 'MXUSDT',
        version: '1',
        bids: [['2', '1']],
        asks: [['3', '1']],
        ...(isStale ? { stale: true } : {}),
      },
    })
  const pass = (ms: number) =>
    page.update(() => {
      page.world.time += ms
      page.market.tick(page.world.time)
    })
  await page.update(() => page.market.look({ symbol: 'MXUSDT', interval: '1m' }))
  return { page, say, pass }
}

test('a book that the gateway marks stale shows its age and is dimmed after 5 s', async () => {
  const { page, say, pass } = await market()
  await page.update(() => say(false))
  await pass(2_500)
  expect(ageOf(page, 'Order book')).toBeNull()
  await page.update(() => say(true))
  await pass(1_000)
  expect(wordsOf(ageOf(page, 'Order book') ?? null)).toBe('3 s old')
  expect(ageOf(page, 'Order book')?.hasAttribute('data-old')).toBe(false)
  await pass(2_000)
  expect(wordsOf(ageOf(page, 'Order book') ?? null)).toBe('5 s old')
  expect(ageOf(page, 'Order book')?.hasAttribute('data-old')).toBe(true)
  expect(ageOf(page, 'Trades')?.hasAttribute('data-old')).toBe(true)
  await page.update(() => say(false))
  await pass(1_000)
  expect(ageOf(page, 'Order book')).toBeNull()
})

test('a book that does not arrive is shown as missing after 10 s, instead of a skeleton', async () => {
  const { page, pass } = await market()
  await pass(9_000)
  expect(page.text()).not.toContain('No order book yet')
  await pass(1_000)
  expect(page.text()).toContain('No order book yet')
  expect(page.text()).toContain('the cause is not known')
})

test.each([
  ['the exchange', problem(502, 'EXCHANGE_UNAVAILABLE'), 'MEXC doesn’t answer'],
  ['the gateway', new Error('connection refused'), 'Spotdeck doesn’t answer'],
  ['nobody knows', problem(500, 'INTERNAL'), 'Couldn’t load'],
])('trades that could not be read because of %s are not “none”', async (_, answer, title) => {
  const { page } = await market({ 'markets/MXUSDT/trades': answer })
  expect(page.text()).toContain(title)
  expect(page.text()).not.toContain('No trades yet')
})
