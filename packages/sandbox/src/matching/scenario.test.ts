import { expect, test } from 'vitest'
import { createBook } from './book.ts'
import { type BookOrder, type OrderKind, type Side, bookOrder } from './order.ts'

/** Plays orders such as `bid 5@100` or `ask 3@101 post` and draws the book, asks on top, oldest order first. */
function play(...lines: string[]): string {
  const placed = new Map<string, BookOrder<string>>()
  const prints: string[] = []
  const book = createBook<string>({
    match: (maker, taker, lots) => prints.push(`${taker.owner} takes ${lots}@${maker.ticks} from ${maker.owner}`),
    level: () => undefined,
  })
  for (const line of lines) {
    const [name = '', action = '', what = '', kind = 'rest'] = line.split(' ')
    if (action === 'cancels') {
      const order = placed.get(name)
      if (order !== undefined) book.cancel(order)
      continue
    }
    const [lots, ticks] = what.split('@').map(Number)
    const order = bookOrder({ id: name, owner: name, side: action as Side, ticks: ticks ?? 0, lots: lots ?? 0 })
    placed.set(name, order)
    book.submit(order, kind as OrderKind)
  }
  const draw = (side: Side): string[] =>
    book.levels(side, 10).map((level) => {
      const queue: string[] = []
      for (let at = level.first; at !== undefined; at = at.next) queue.push(`${at.owner}:${at.lots}`)
      return `${side} ${level.ticks} | ${level.lots} | ${queue.join(' ')}`
    })
  return [...prints, ...draw('ask').reverse(), '---', ...draw('bid')].join('\n')
}

const drawn = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\n')

test('fills the oldest order first at one price, then the next price', () => {
  expect(play('a ask 3@101', 'b ask 3@101', 'c ask 4@102', 'd bid 7@102')).toBe(
    drawn(`
      d takes 3@101 from a
      d takes 3@101 from b
      d takes 1@102 from c
      ask 102 | 3 | c:3
      ---`),
  )
})

test('rests the unfilled part of a limit order, which keeps its priority after a partial fill', () => {
  expect(play('a bid 5@100', 'b bid 5@100', 'c ask 7@100', 'd ask 1@100')).toBe(
    drawn(`
      c takes 5@100 from a
      c takes 2@100 from b
      d takes 1@100 from b
      ---
      bid 100 | 2 | b:2`),
  )
})

test('rejects a post-only order that would take', () => {
  expect(play('a ask 2@101', 'b bid 1@101 post', 'c bid 1@100 post')).toBe(
    drawn(`
      ask 101 | 2 | a:2
      ---
      bid 100 | 1 | c:1`),
  )
})

test('cancels the rest of an immediate-or-cancel order, and fills fill-or-kill wholly or not at all', () => {
  expect(play('a ask 2@101', 'b ask 2@102', 'c bid 3@101 take', 'd bid 3@102 all', 'e bid 2@102 all')).toBe(
    drawn(`
      c takes 2@101 from a
      e takes 2@102 from b
      ---`),
  )
})

test('removes a canceled order from the middle of its queue', () => {
  expect(play('a bid 1@100', 'b bid 2@100', 'c bid 3@100', 'b cancels', 'd ask 2@100')).toBe(
    drawn(`
      d takes 1@100 from a
      d takes 1@100 from c
      ---
      bid 100 | 2 | c:2`),
  )
})
