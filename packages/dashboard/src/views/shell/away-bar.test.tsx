import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../durations.ts'
import { NOW, openPage, wordsOf } from '../testing/page.tsx'
import { AwayBar } from './away-bar.tsx'

const openAfter = (awayMs: number | undefined, language: 'en' | 'zh-TW' = 'en') =>
  openPage(<AwayBar />, {
    language,
    stored: awayMs === undefined ? {} : { 'spotdeck.visit.main': String(NOW - awayMs) },
  })

const bar = () => wordsOf(document.querySelector('[role="status"]'))

test.each([
  ['en', 'While you were awaysince 31 Jan 04:00:00'],
  ['zh-TW', '離開期間自 1/31 04:00:00 起'],
] as const)('the last visit is named, with the way to what happened since (%s)', async (language, words) => {
  const { root, update, world } = await openAfter(8 * HOUR_MS, language)
  expect(bar()).toBe(words)
  expect(root.querySelector('a')?.getAttribute('href')).toBe(`/away?since=${NOW - 8 * HOUR_MS}`)
  expect(world.storage.read('spotdeck.visit.main')).toBe(String(NOW))
  await update(() => root.querySelector('button')?.click())
  expect(bar()).toBe('')
})

test('a first visit and a short absence say nothing', async () => {
  await openAfter(undefined)
  await openAfter(9 * MINUTE_MS)
  expect(bar()).toBe('')
})
