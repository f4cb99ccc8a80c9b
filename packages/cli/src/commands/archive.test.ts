import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archivePath, ledgerFolder, ledgerPath, lockDirectory, openSqliteStore } from '@spotdeck/store'
import { commit, deposited } from '@spotdeck/store/testing'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { archiveCommand } from './archive.ts'
import { backupCommand } from './backup.ts'
import { verifyCommand } from './verify.ts'

const EVENTS = 2_600
const SPAN = 2_048
const data = join(mkdtempSync(join(tmpdir(), 'spotdeck-archive-')), 'data')

/** A ledger of very old events, of which one span can be archived. */
beforeAll(async () => {
  mkdirSync(ledgerFolder(data), { recursive: true })
  const identity = { account: 'main', host: 'api.mexc.com', user: '7' }
  const store = openSqliteStore({ path: ledgerPath(data, 'main'), identity, newEpoch: 'abcdef01' })
  let state = EMPTY_STATE
  for (let from = 0; from < EVENTS; from += 520) {
    const drafts = Array.from({ length: 520 }, (_, n) => deposited(String(from + n + 1), '1'))
    state = await commit(store, state, drafts)
  }
  await store.close()
}, 60_000)
afterEach(() => vi.restoreAllMocks())

/** Runs a command; answers the lines of its output. */
async function said(work: () => Promise<void>): Promise<readonly string[]> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await work().finally(() => undefined)
  const lines = out.mock.calls.map(([text]) => String(text)).join('')
  out.mockRestore()
  return lines.split('\n').filter((line) => line !== '')
}
const files = (): readonly string[] => readdirSync(archivePath(data, 'main'))

describe('spotdeck archive', () => {
  it('archives by age, lists the files, and puts the events back', async () => {
    expect(await said(() => archiveCommand({ data }))).toEqual([])
    const [archived] = await said(() => archiveCommand({ data, olderThan: '30' }))
    expect(archived).toMatch(new RegExp(`^main: ${SPAN} events archived, [1-9]\\d* bytes$`))
    expect(await said(() => archiveCommand({ data, olderThan: '30' }))).toEqual(['main: 0 events archived, 0 bytes'])
    const [listed = ''] = await said(() => archiveCommand({ data, account: 'main' }))
    expect(JSON.parse(listed)).toMatchObject({ account: 'main', name: files()[0], first: 1, last: SPAN })
    expect(await said(() => verifyCommand({ data }))).toEqual([
      expect.stringMatching(new RegExp(`^main: ok, ${EVENTS} events, the last hash is [0-9a-f]{64}$`)),
    ])
    expect(await said(() => archiveCommand({ data, putBack: true }))).toEqual([
      `main: ${SPAN} events put back; the archive files are kept`,
    ])
    expect(await said(() => archiveCommand({ data }))).toEqual([])
    expect(files()).toHaveLength(1)
  }, 60_000)

  it('names what cannot be: too young an age, an account without a ledger, a gateway that runs', async () => {
    for (const olderThan of ['6', '3651', '1.5', 'old'])
      await expect(archiveCommand({ data, olderThan })).rejects.toMatchObject({ code: 'CONFIG_BAD_VALUE' })
    await expect(archiveCommand({ data, account: 'other' })).rejects.toMatchObject({ code: 'LEDGER_MISSING' })
    const lock = lockDirectory(data)
    await expect(archiveCommand({ data, olderThan: '30' })).rejects.toMatchObject({ code: 'DATA_DIR_LOCKED' })
    lock.release()
  })

  it('leaves files that verify needs and that a backup says are missing', async () => {
    await said(() => archiveCommand({ data, olderThan: '30' }))
    const [name = ''] = files()
    rmSync(join(archivePath(data, 'main'), name))
    const trouble = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await expect(verifyCommand({ data })).rejects.toMatchObject({ code: 'VERIFY_FAILED' })
    expect(String(trouble.mock.calls)).toContain(`${name} (events 1 to ${SPAN}) is missing`)
    const to = join(mkdtempSync(join(tmpdir(), 'spotdeck-backup-')), 'copy')
    const lines = await said(() => backupCommand({ data, to }))
    expect(lines[0]).toContain(`main: ${EVENTS} events in ${to}`)
    expect(lines[1]).toContain(`${name} (events 1 to ${SPAN}) is not in the archive, and not in the backup`)
  }, 60_000)

  it('is beside a backup that SIGINT cancels: nothing of it is left, and the signal is heard once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spotdeck-backup-'))
    const canceled = backupCommand({ data, to: join(folder, 'copy') })
    process.emit('SIGINT')
    await expect(canceled).rejects.toMatchObject({ code: 'BACKUP_CANCELED' })
    expect(readdirSync(folder)).toEqual([])
    expect(process.listenerCount('SIGINT')).toBe(0)
  })
})
