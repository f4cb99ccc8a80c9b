import { expect, test } from 'vitest'
import { DAY_MS } from '../../durations.ts'
import { equity } from '../testing/fixtures.ts'
import { NOW, openPage } from '../testing/page.tsx'
import { EquityCard } from './equity-card.tsx'

test.each(['en', 'zh-TW'] as const)(
  'the curve is read over two days that are chosen, and they are kept (%s)',
  async (language) => {
    const asked: URLSearchParams[] = []
    const answers = {
      equity: (query: URLSearchParams) => {
        asked.push(query)
        return { points: [], from: NOW - 30 * DAY_MS, to: NOW }
      },
    }
    const { root, update, preferences } = await openPage(<EquityCard />, { language, equity, answers })
    expect(root.querySelectorAll('input[type="date"]')).toHaveLength(0)
    await update(() => root.querySelector<HTMLInputElement>('input[value="custom"]')?.click())
    expect(preferences.read().range).toBe('2026-01-02/2026-01-31')
    await update(() => preferences.update({ range: '2026-01-10/2026-01-12' }))
    const days = [...root.querySelectorAll<HTMLInputElement>('input[type="date"]')].map(({ value }) => value)
    expect(days).toEqual(['2026-01-10', '2026-01-12'])
    const last = asked.at(-1)
    expect([last?.get('from'), last?.get('to')]).toEqual([String(Date.UTC(2026, 0, 10)), String(Date.UTC(2026, 0, 13))])
  },
)
