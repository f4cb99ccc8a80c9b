import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from '../testing/bundle.ts'

const directory = mkdtempSync(join(tmpdir(), 'spotdeck-full-'))
const program = join(directory, 'writer.mjs')
const folder = join(directory, 'data')
/** A disk of its own, in a name space that ends with the process: nothing of it is left on the machine. */
const inside = (script: string): string =>
  execFileSync('unshare', ['--mount', 'sh', '-ec', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 170_000,
  })

/** Mounting takes rights that not every machine gives. */
const canMount = ((): boolean => {
  try {
    inside(`mkdir -p ${folder} && mount -t tmpfs -o size=1m tmpfs ${folder}`)
    return true
  } catch {
    return false
  }
})()

const run = (how: 'open' | 'write'): string => `${process.execPath} ${program} ${how} ${folder}`

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  await bundleProgram(join(import.meta.dirname, '../testing/writer-in-trouble.ts'), program)
})

describe.skipIf(!canMount)('a ledger on a disk that is full', () => {
  it('publishes nothing that is not stored, retries, and continues without a gap when there is room', () => {
    const lines = inside(
      `mount -t tmpfs -o size=8m tmpfs ${folder}; head -c 7000000 /dev/zero > ${folder}/ballast; ${run('write')}`,
    )
      .trim()
      .split('\n')
    const published = lines.filter((line) => line.startsWith('published')).map((line) => Number(line.split(' ')[1]))
    expect(published).toEqual(published.map((_, i) => i + 1))
    const refused = lines.filter((line) => line.startsWith('refused'))
    expect(refused.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'refused SQLITE_FULL 1',
      'refused SQLITE_FULL 2',
      'refused SQLITE_FULL 3',
    ])
    expect(lines.at(-1)).toContain(`"ok":true,"events":${published.length}`)
  })

  it('without room for a new ledger gives an error with the next step', () => {
    const said = inside(
      `mount -t tmpfs -o size=16k tmpfs ${folder}; head -c 100000 /dev/zero > ${folder}/ballast || true; ${run('open')}`,
    )
    expect(said).toMatch(/ledger DATA_DIR_UNWRITABLE .*the space left/)
  })
})

describe.skipIf(!canMount)('a directory that is mounted read-only', () => {
  it('is refused in words with a ledger in it and without, whoever asks, and nothing is left in it', () => {
    expect(inside(run('open'))).toContain('ledger opened')
    const before = readdirSync(folder)
    for (const prepare of ['true', `rm ${folder}/*`]) {
      const said = inside(
        `${prepare}; mount --bind ${folder} ${folder}; mount -o remount,ro,bind ${folder}; ${run('open')}`,
      )
      expect(said).toMatch(/lock DATA_DIR_UNWRITABLE .*\nledger DATA_DIR_UNWRITABLE /)
      if (prepare === 'true') expect(readdirSync(folder)).toEqual(before)
    }
    expect(readdirSync(folder)).toEqual([])
  })
})
