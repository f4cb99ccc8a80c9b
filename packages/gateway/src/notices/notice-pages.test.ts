import { february } from '@spotdeck/notices/testing'
import { HOUR_MS } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { NoticePages } from './notice-pages.ts'
import { announced, openBoard as board } from './testing/board-rig.ts'

const UPDATED =
  '<p>*Other spot trading pairs with API disabled in February 2025 will be updated in this announcement.</p>'

describe('pages behind announcements', () => {
  const asked: string[] = []
  const pagesAt = (restUrl: string, read: (url: string) => string | Promise<string> = () => february, now = () => 0) =>
    new NoticePages({
      restUrl,
      now,
      fetch: async ({ url }) => (asked.push(url), { status: 200, headers: {}, body: await read(url) }),
    })
  const title = 'Notice on closing API trading for some pairs'

  it('are read once, and their lists become facts', async () => {
    asked.length = 0
    const page = announced(title, 5, 'https://www.mexc.com/support/a')
    const { board: made, time } = await board(
      { announcements: { data: [{ details: [page] }] } },
      { pages: pagesAt('https://api.mexc.com') },
    )
    await time.advance(25 * 60_000)
    expect(asked).toEqual(['https://www.mexc.com/support/a'])
    expect(made.notices()[0]?.symbols).toHaveLength(32)
  })

  it('are read again every 6 hours while they announce updates, also when no list names them', async () => {
    asked.length = 0
    const clock = new VirtualTime(Date.parse('2025-02-03T00:00:00Z'))
    const url = 'https://www.mexc.com/support/february'
    let body = `<p>MEXC has disabled API for these markets:</p><p>AAA/USDT</p>${UPDATED}`
    const {
      board: made,
      known,
      told,
    } = await board(
      { announcements: { data: [{ details: [announced(title, clock.now(), url)] }] } },
      {
        timers: clock,
        pages: pagesAt(
          'https://api.mexc.com',
          () => body,
          () => clock.now(),
        ),
      },
    )
    await clock.advance(HOUR_MS)
    const markets = () => made.notices().flatMap(({ id, symbols }) => (id.startsWith('api-disabled') ? symbols : []))
    expect([asked.length, markets()]).toEqual([1, ['AAAUSDT']])
    known['announcements'] = { data: [{ details: [announced('MEXC lists a new token', clock.now())] }] }
    body = body.replace('AAA/USDT', 'AAA/USDT, BBB/USDT')
    await clock.advance(6 * HOUR_MS)
    expect([asked.length, markets()]).toEqual([2, ['AAAUSDT', 'BBBUSDT']])
    expect(told.filter((id) => id.startsWith('api-disabled'))).toHaveLength(2)
    await clock.advance(40 * 24 * HOUR_MS)
    expect(asked.length).toBeGreaterThan(90)
    expect(asked.length).toBeLessThan(120)
    const inAll = asked.length
    await clock.advance(10 * 24 * HOUR_MS)
    expect(asked).toHaveLength(inAll)
  })

  it('keep their content when a later read fails, and are watched for a limited time', async () => {
    asked.length = 0
    let now = Date.parse('2025-02-03T00:00:00Z')
    const start = now
    const text = `<p>API disabled:</p><p>AAA/USDT</p><p>More of May 2099 will be updated in this announcement.</p>`
    let isDown = false
    const read = (): string => {
      if (isDown) throw new Error('down')
      return text
    }
    const pages = pagesAt('https://api.mexc.com', read, () => now)
    const page = { title, url: 'https://www.mexc.com/support/a', postTime: now }
    await pages.read([page])
    isDown = true
    now += 7 * HOUR_MS
    expect(await pages.read([])).toEqual([])
    expect(asked).toHaveLength(2)
    expect(pages.textOf(page.url).map(({ text: said }) => said)).toContain('AAA/USDT')
    isDown = false
    now += 7 * HOUR_MS
    expect(await pages.read([])).toEqual([page])
    now = start + 41 * 24 * HOUR_MS
    await pages.read([page])
    expect(asked).toHaveLength(3)
  })

  it('are not read again when they name a month that is over, or do not say that they change', async () => {
    asked.length = 0
    let now = Date.parse('2025-03-04T00:00:00Z')
    const still = '<p>API disabled:</p><p>AAA/USDT</p>'
    const bodies = [still, still + UPDATED]
    const pages = pagesAt(
      'https://api.mexc.com',
      (url) => bodies[Number(url.at(-1))] ?? '',
      () => now,
    )
    const both = [0, 1].map((n) => ({ title, url: `https://www.mexc.com/${n}`, postTime: now }))
    await pages.read(both)
    now += 24 * HOUR_MS
    await pages.read(both)
    expect(asked).toHaveLength(2)
  })

  it('are read from the exchange’s own site only, and only for relevant titles', async () => {
    asked.length = 0
    const foreign = [
      'https://evil.example/mexc.com',
      'https://mexc.com.evil.example/',
      'https://evilmexc.com/',
      'http://www.mexc.com/a',
      'https://www.mexc.com:8443/a',
      'https://a:b@www.mexc.com/',
      'https://169.254.169.254/latest/meta-data',
      'http://127.0.0.1:8787/api/v1/links',
      'file:///etc/passwd',
      'javascript:1',
      '',
      undefined,
    ]
    const pages = pagesAt('https://api.mexc.com')
    await pages.read(foreign.map((url) => ({ title, url })))
    await pages.read([{ title: 'MEXC lists a new token', url: 'https://www.mexc.com/new' }])
    await pagesAt('http://127.0.0.1:9090').read([
      { title, url: 'http://127.0.0.1:8787/x' },
      { title, url: 'https://www.mexc.com/a' },
      { title, url: 'https://10.0.0.1/' },
    ])
    expect(asked).toEqual([])
    await pagesAt('http://127.0.0.1:9090').read([{ title, url: 'http://127.0.0.1:9090/support/1' }])
    expect(asked).toEqual(['http://127.0.0.1:9090/support/1'])
  })
})
