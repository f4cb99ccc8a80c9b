import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from '../testing/bundle.ts'
import { openSqliteStore } from './sqlite/sqlite.ts'

const directory = mkdtempSync(join(tmpdir(), 'spotdeck-kill-'))
const program = join(directory, 'writer.mjs')

beforeAll(() => bundleProgram(join(import.meta.dirname, '../testing/killed-writer.ts'), program))

/** Runs the writer until it has published at least `count` events, kills it, and answers the last line it published. */
async function killAfter(path: string, count: number): Promise<string> {
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    text += chunk
    if (text.split('\n').length > count) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('close', resolve))
  return text.split('\n').slice(0, -1).at(-1) ?? ''
}

describe('a ledger whose process is killed', () => {
  it('has lost nothing that was published, five times over', async () => {
    const path = join(directory, 'main.db')
    for (const count of [1, 7, 23, 40, 61]) {
      const last = await killAfter(path, count)
      const [seq, free] = last.split(' ')
      const store = openSqliteStore({
        path,
        identity: { account: 'main', host: 'test', user: '1' },
        newEpoch: '00000000',
      })
      const state = await store.load()
      expect(state.seq).toBeGreaterThanOrEqual(Number(seq))
      expect((await store.publicAfter(Number(seq) - 1, 1))[0]).toMatchObject({ change: { free } })
      expect(await store.verify()).toMatchObject({ ok: true })
      await store.close()
    }
  })
})
