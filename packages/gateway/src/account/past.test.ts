import { HOUR_MS, SECOND_MS } from '@spotdeck/ports'
import { expect, it } from 'vitest'
import { accountIn } from '../testing/account-in.ts'
import { deskOnVenue } from '../testing/desk-on-venue.ts'
import { explained } from '../testing/traded-desk.ts'

const WEEK_MS = 7 * 24 * HOUR_MS

it('is reported in full though its deposits were imported before a gap since then was read', async () => {
  const { time, sdk, ...rig } = deskOnVenue()
  const running = await rig.open()
  await rig.live(running)
  const birth = time.now()
  await time.advance(5 * SECOND_MS)
  sdk.handlers()?.lost({ code: 'SOCKET_CLOSED', detail: 'Lost.', retryInMs: 500 })
  await time.advance(SECOND_MS)
  sdk.handlers()?.ready(false)
  const account = accountIn(running.desk)
  await time.until(() => account.snapshot().coverage.some(({ from, state }) => from >= birth && state === 'repairing'))
  // An export has whole seconds.
  const paid = Math.floor((birth - WEEK_MS) / SECOND_MS) * SECOND_MS + 6 * HOUR_MS
  await explained(running.desk, time, paid)
  const performance = await account.reports.performance({ from: birth - WEEK_MS, to: time.now(), zone: 'UTC' })
  expect(performance.since).toBe(paid)
  expect(performance.days.length).toBeGreaterThan(6)
  await rig.close(running)
})
