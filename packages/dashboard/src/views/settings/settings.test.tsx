import type { AccessRecord, Link, RedisTargetStats, SignedInSession } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../durations.ts'
import { NOW, openPage } from '../testing/page.tsx'
import { AccessCard } from './access-card.tsx'
import { LinkCreated } from './link-created.tsx'
import { LinksCard } from './links-card.tsx'
import { RedisCard } from './redis-card.tsx'
import { SessionsCard } from './sessions-card.tsx'

const link: Link = {
  id: 'l1',
  label: 'Ann',
  audience: 'viewer',
  accounts: ['main', 'grid'],
  createdAt: NOW - DAY_MS,
  expiresAt: NOW + DAY_MS,
}
const session: SignedInSession = {
  id: 's1',
  audience: 'owner',
  label: '',
  accounts: ['main'],
  device: 'Firefox 145 · Linux',
  createdAt: NOW - DAY_MS,
  createdFrom: '127.0.0.1',
  lastUsedAt: NOW - MINUTE_MS,
  lastUsedFrom: '192.0.2.7',
  idleEndsAt: NOW + 7 * DAY_MS,
  expiresAt: NOW + 29 * DAY_MS,
  current: true,
}
const redis: RedisTargetStats = {
  host: '127.0.0.1:6379',
  prefix: 'spotdeck',
  audience: 'viewer',
  state: 'connected',
  since: NOW - HOUR_MS,
  failures: 2,
  accounts: [
    {
      account: 'main',
      state: 'behind',
      epoch: 'aaaaaaaa',
      seq: 1_234_567,
      lag: 1_200,
      added: 0,
      calls: 0,
      refills: 0,
      refusals: 0,
    },
  ],
}
const record: AccessRecord = {
  time: NOW - MINUTE_MS,
  event: 'logged-in',
  label: 'Ann',
  audience: 'viewer',
  door: 'websocket',
  from: '192.0.2.7',
}
const answers = {
  links: { items: [link] },
  sessions: { items: [session] },
  redis: { items: [redis] },
  access: { items: [record], nextCursor: null },
}

test.each([
  [
    'en',
    [
      'AnnViewer · main, grid · until 1 Feb 12:00:00',
      'Firefox 145 · Linux · OwnerLast used 31 Jan 11:59:00 from 192.0.2.7Signed in 30 Jan 12:00:00 from 127.0.0.1',
      '127.0.0.1:6379spotdeck · viewer · 2 failed connectionsconnected since 31 Jan 11:00:00',
      'mainup to event 1,234,567 · 1,200 behindcatching up',
      'Signed in · Ann (viewer) · WebSocket · 192.0.2.711:59:00',
    ],
  ],
  [
    'zh-TW',
    [
      'Ann檢視者 · main, grid · 2/1 12:00:00 到期',
      '最近使用：1/31 11:59:00，來自 192.0.2.7登入：1/30 12:00:00，來自 127.0.0.1',
      '127.0.0.1:6379spotdeck · 檢視者 · 2 次連線失敗已連線 自 1/31 11:00:00',
      'main已送到第 1,234,567 筆事件 · 落後 1,200 筆補送中',
      '登入 · Ann（檢視者） · WebSocket · 192.0.2.711:59:00',
    ],
  ],
] as const)(
  'links, sessions, Redis targets and access have their times and counts (%s)',
  async (language, expected) => {
    const { text } = await openPage(
      <>
        <LinksCard accounts={[]} />
        <SessionsCard />
        <RedisCard />
        <AccessCard />
      </>,
      { language, answers },
    )
    for (const words of expected) expect(text()).toContain(words)
  },
)

test('signing out a browser offers to remove the people who were added there', async () => {
  const removed: string[] = []
  const made = [
    { kind: 'user', id: 'u1', label: 'Eve', ended: false },
    { kind: 'link', id: 'l1', label: 'x', ended: true },
  ]
  const { root, update } = await openPage(<SessionsCard />, {
    answers: {
      ...answers,
      sessions: { items: [{ ...session, id: 's1', current: false }] },
      'session/confirmation': { address: null, options: null, confirmedUntil: NOW + MINUTE_MS },
      'DELETE sessions/s1': () => ({ made }),
      'DELETE users/u1': () => {
        removed.push('u1')
        return {}
      },
    },
  })
  const body = root.ownerDocument.body
  const press = (name: string) =>
    update(() =>
      [...body.querySelectorAll('button')]
        .filter(({ textContent }) => textContent === name)
        .at(-1)
        ?.click(),
    )
  await press('Sign out')
  await press('Sign out')
  expect(body.textContent).toContain('Also remove the people added there?Eve')
  await press('Remove')
  expect(removed).toEqual(['u1'])
})

test.each([
  ['en', 'http://127.0.0.1:8787/#login=a', 'Opens on this machine only', 0],
  ['en', 'http://192.168.1.20:8787/#login=a', 'Opens on your network', 1],
  ['zh-TW', 'http://127.0.0.1:8787/#login=a', '僅本機可開啟', 0],
  ['zh-TW', 'https://desk.example.com/#login=a', '任何地方皆可開啟', 1],
] as const)(
  'a new link says who can open it, and is a code for phones that can (%s %s)',
  async (language, url, words, codes) => {
    await openPage(<LinkCreated url={url} onClose={() => undefined} />, { language })
    expect(document.querySelector('[data-testid="link-reach"]')?.textContent).toContain(words)
    expect(document.querySelectorAll('svg[role="img"]')).toHaveLength(codes)
    const main = document.querySelector('[data-variant="filled"]')
    expect(main?.textContent).toBe(language === 'en' ? 'Copy link' : '複製連結')
  },
)
