import { type ArchivedFile, DataFolderError } from '@spotdeck/store'
import { DAY_MS, HOUR_MS, MINUTE_MS, type Log } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { GatewayMetrics } from '@spotdeck/edge'
import { ArchiveJob, type ArchiveJobOptions } from './archive-job.ts'

const NOW = Date.UTC(2026, 0, 1)
const file = (first: number): ArchivedFile => ({
  name: `events-${first}`,
  first,
  last: first + 2_047,
  lastSeq: first + 2_000,
  before: '0',
  after: '1',
  from: 1,
  to: 2,
  bytes: 30_000,
  sha256: '',
})

function rig(
  answers: (ArchivedFile | Error)[],
  { retentionMs }: { readonly retentionMs?: number } = { retentionMs: 30 * DAY_MS },
) {
  const time = new VirtualTime(NOW)
  const metrics = new GatewayMetrics()
  const asked: number[] = []
  const lines: unknown[] = []
  const note = (...line: readonly unknown[]): void => void lines.push(line)
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const archive: ArchiveJobOptions['store']['archive'] = async ({ before, turn }) => {
    asked.push(time.now() - before)
    await turn()
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer
  }
  const job = new ArchiveJob({
    id: 'main',
    store: { archive },
    retentionMs,
    now: () => time.now(),
    timers: time,
    metrics,
    log,
  })
  return { time, metrics, asked, lines, job }
}

const counted = async (metrics: GatewayMetrics): Promise<readonly string[]> => {
  const vitals = { accounts: [], callsWaiting: 0 }
  const gauged = {
    vitals,
    now: 0,
    connections: { websocket: 0, sse: 0 },
    bufferedBytes: 0,
    readers: 0,
    redis: [],
    auditReachMs: {},
  }
  const text = await metrics.text(gauged)
  return text.split('\n').filter((line) => line.startsWith('spotdeck_archive'))
}

describe('the archive job', () => {
  it('archives file after file once the account had time to become live, and looks again every hour', async () => {
    const { time, metrics, asked, lines, job } = rig([file(1), file(2_049)])
    job.start()
    await time.advance(10 * MINUTE_MS - 1)
    expect(asked).toEqual([])
    await time.advance(MINUTE_MS)
    expect(asked).toEqual([30 * DAY_MS, 30 * DAY_MS, 30 * DAY_MS])
    await time.advance(HOUR_MS)
    expect(asked).toHaveLength(4)
    expect(lines).toMatchObject([
      [{ account: 'main', file: 'events-1', first: 1, last: 2_048, bytes: 30_000 }, 'events archived'],
      [{ first: 2_049 }, 'events archived'],
    ])
    expect(await counted(metrics)).toEqual([
      'spotdeck_archived_events_total 4096',
      'spotdeck_archived_bytes_total 60000',
      'spotdeck_archive_failures_total 0',
    ])
    await job.close()
  })

  it('tells why it cannot, counts it, and tries again an hour later', async () => {
    const full = new DataFolderError('ARCHIVE_UNWRITABLE', 'Events cannot be archived.')
    const { time, metrics, asked, lines, job } = rig([full, file(1)])
    job.start()
    await time.advance(11 * MINUTE_MS)
    expect(lines).toMatchObject([
      [{ account: 'main', code: 'ARCHIVE_UNWRITABLE' }, expect.stringContaining('not archived')],
    ])
    expect((await counted(metrics)).at(-1)).toBe('spotdeck_archive_failures_total 1')
    await time.advance(HOUR_MS)
    expect(asked.length).toBeGreaterThan(1)
    expect((await counted(metrics))[0]).toBe('spotdeck_archived_events_total 2048')
    await job.close()
  })

  it('does nothing without a retention, and nothing after it is closed', async () => {
    const off = rig([file(1)], {})
    off.job.start()
    await off.time.advance(DAY_MS)
    expect([off.asked, off.lines]).toEqual([[], []])
    const { time, asked, lines, job } = rig([file(1)])
    job.start()
    await time.advance(10 * MINUTE_MS - 1)
    const closing = job.close()
    await time.advance(DAY_MS)
    await closing
    expect([asked, lines]).toEqual([[], []])
  })
})
