import type { HealthData, StatusData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import type { Connection } from '../../live/ports.ts'
import { healthEvent, statusEvent } from '../../live/testing/events.ts'
import { NOW, type OpenPage, openPage, terms, wordsOf } from '../testing/page.tsx'
import { Banner } from './banner.tsx'
import { ConnectionDetails } from './connection-details.tsx'
import { StatusPill } from './status-pill.tsx'

const live: StatusData = { state: 'live', code: 'LIVE', params: {}, since: NOW - 3_600_000 }
const health: HealthData = {
  lastPushAt: NOW - 12_000,
  latencyMs: 17.6,
  listenKeyExpiresAt: NOW + 3_600_000,
  drift: 2,
}
const pill = ({ root }: OpenPage) => root.querySelector<HTMLButtonElement>('[data-testid="stream-state"]')

async function pillOf(status: StatusData, language: 'en' | 'zh-TW' = 'en', connection?: Connection) {
  const page = await openPage(<StatusPill />, { language })
  await page.update(() => {
    page.store.apply([statusEvent(2, status), healthEvent(health)])
    if (connection !== undefined) page.store.setConnection(connection)
  })
  return page
}

test.each([
  ['live', 'good', 'live18 ms', '即時18 ms'],
  ['reconciling', 'busy', 'reconciling', '對帳中'],
  ['degraded', 'unsure', 'degraded', '備援模式'],
  ['stale', 'unsure', 'stale', '資料過時'],
  ['offline', 'bad', 'offline', '離線'],
] as const)('the chip says %s, with a latency only while live', async (state, tone, english, chinese) => {
  const page = await pillOf({ ...live, state })
  expect(wordsOf(pill(page))).toBe(english)
  expect(pill(page)?.dataset['tone']).toBe(tone)
  expect(wordsOf(pill(await pillOf({ ...live, state }, 'zh-TW')))).toBe(chinese)
})

test('a lost connection to the gateway outranks a live account', async () => {
  const waiting = { phase: 'waiting', attempt: 3, lostAt: NOW, retryAt: NOW } as const
  expect(wordsOf(pill(await pillOf(live, 'en', waiting)))).toBe('reconnecting')
  expect(wordsOf(pill(await pillOf(live, 'zh-TW', { ...waiting, attempt: 5 })))).toBe('離線')
})

const silent: StatusData = {
  state: 'stale',
  code: 'SOCKET_SILENT',
  params: { silentMs: 41_200, attempt: 3, retryInMs: 65_000 },
  since: NOW - 42_000,
}

async function detailsOf(language: 'en' | 'zh-TW') {
  const page = await openPage(<ConnectionDetails button={<button type="button">…</button>} />, { language })
  await page.update(() => page.store.apply([statusEvent(2, silent), healthEvent(health)]))
  return page
}

test('its details name the reason and every measurement', async () => {
  const { text } = await detailsOf('en')
  expect(text()).toContain('Stream silent for 42 s. Balances may be out of date. Reconnecting (try 3).')
  expect(terms(document.body)).toEqual({
    'Exchange stream': 'stale · since 31 Jan 11:59:18',
    Retry: 'attempt 3, next in 1 min',
    'Exchange latency': '18 ms',
    'Last update': '12 s ago',
    'Listen key valid until': '13:00:00',
    'Unrecognized exchange messages': '2',
    'Browser connection': 'connected',
    'Page round trip': '4 ms',
  })
})

test('its details in Chinese', async () => {
  const { text } = await detailsOf('zh-TW')
  expect(text()).toContain('串流已 42 秒未收到資料，餘額可能過時。正在重新連線（第 3 次）。')
  expect(terms(document.body)).toMatchObject({
    交易所串流: '資料過時 · 自 1/31 11:59:18 起',
    重試: '第 3 次，1 分鐘後再試',
    最後更新: '12 秒前',
    瀏覽器連線: '已連線',
  })
})

test.each([
  ['en', 'degraded', 'The ledger is written too slowly. What is shown is behind until it catches up'],
  ['zh-TW', '備援模式', '帳本寫入太慢，目前顯示的資料落後'],
] as const)(
  'a status that only samples tell is shown in amber, with what to do, and ends with them (%s)',
  async (language, word, banner) => {
    const page = await openPage(
      <>
        <StatusPill />
        <Banner />
      </>,
      { language },
    )
    const slow: StatusData = { state: 'degraded', code: 'STORE_SLOW', params: {}, since: NOW }
    const told = (status: StatusData) => page.update(() => page.store.apply([healthEvent({ ...health, status })]))
    await told(slow)
    expect([wordsOf(pill(page)), pill(page)?.dataset['tone']]).toEqual([word, 'unsure'])
    expect(page.text()).toContain(banner)
    await told({ ...live, params: { withinMs: 2_800 } })
    expect(pill(page)?.dataset['tone']).toBe('good')
    expect(page.text()).not.toContain(banner)
  },
)

/** Seconds pass while the gateway goes on sampling, and prices stay as they were. */
async function silentFor(page: OpenPage, seconds: number) {
  for (let at = 0; at < seconds; at++) {
    await page.update(() => {
      page.world.time += 1_000
      page.store.apply([{ ...healthEvent({ drift: 0, latencyMs: 0, pricesAt: NOW }), time: page.world.time }])
      page.store.tick()
    })
  }
}

test.each([
  ['en', 'live4 s old', 'no new data6 s old', 'No new data for 6 s. Prices and balances may be out of date.'],
  ['zh-TW', '即時4 秒前', '無新資料6 秒前', '已有 6 秒沒有新資料'],
] as const)(
  'a stream that falls silent under “live” is told within seconds (%s)',
  async (language, young, old, banner) => {
    const page = await openPage(
      <>
        <StatusPill />
        <Banner />
      </>,
      { language },
    )
    await silentFor(page, 3)
    expect(pill(page)?.dataset['tone']).toBe('good')
    await silentFor(page, 1)
    expect(wordsOf(pill(page))).toBe(young)
    await silentFor(page, 2)
    expect(wordsOf(pill(page))).toBe(old)
    expect(pill(page)?.dataset['tone']).toBe('unsure')
    expect(page.text()).toContain(banner)
  },
)

test.each([
  [
    'en',
    { cause: 'CHAIN_BROKEN' },
    'Checking against the exchange for 10 s, longer than usual. A balance update is missing.',
  ],
  ['en', {}, 'The cause is not known.'],
  ['zh-TW', { cause: 'CHAIN_BROKEN' }, '對帳已進行 10 秒，比平常久。缺少一筆餘額更新。'],
] as const)('reconciling is calm for 10 s, then amber with its cause (%s)', async (language, params, words) => {
  const page = await openPage(
    <>
      <StatusPill />
      <Banner />
    </>,
    { language },
  )
  await page.update(() =>
    page.store.apply([statusEvent(2, { state: 'reconciling', code: 'RECONCILING', params, since: NOW })]),
  )
  await silentFor(page, 9)
  expect(pill(page)?.dataset['tone']).toBe('busy')
  await silentFor(page, 1)
  expect(pill(page)?.dataset['tone']).toBe('unsure')
  expect(page.text()).toContain(words)
})
