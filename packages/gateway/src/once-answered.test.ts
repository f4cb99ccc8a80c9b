import { CodedError, MINUTE_MS, silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { onceAnswered } from './once-answered.ts'

const silent = () => Promise.reject(new CodedError('STORE_UNREACHABLE', 'The database did not answer.'))

/** Opens at `readyAt`, until then `open` fails; how it ends, and after how long. */
async function openedBy(open: (now: number) => Promise<string>) {
  const timers = new VirtualTime(0)
  const warnings: object[] = []
  const log = { ...silentLog, warn: (fields: object) => void warnings.push(fields) }
  let end: string | undefined
  onceAnswered(() => open(timers.now()), { timers, log }).then(
    (value) => (end = value),
    (error: CodedError) => (end = error.code),
  )
  await timers.until(() => end !== undefined, 20 * MINUTE_MS)
  return { end, at: timers.now(), warnings }
}

it('waits for a database that starts after the gateway, and says so', async () => {
  const opened = await openedBy((now) => (now < 40_000 ? silent() : Promise.resolve('open')))
  expect(opened).toMatchObject({ end: 'open' })
  expect(opened.at).toBeLessThan(51_000)
  expect(opened.warnings[0]).toMatchObject({ code: 'STORE_UNREACHABLE', againInMs: 500 })
})

it('ends at once where the database refused, and after five minutes of silence', async () => {
  const refused = await openedBy(() => Promise.reject(new CodedError('STORE_REFUSED', 'Wrong password.')))
  expect(refused).toMatchObject({ end: 'STORE_REFUSED', at: 0, warnings: [] })
  const over = await openedBy(silent)
  expect(over.end).toBe('STORE_UNREACHABLE')
  expect(over.at).toBeGreaterThanOrEqual(5 * MINUTE_MS)
  expect(over.at).toBeLessThan(6 * MINUTE_MS)
})
