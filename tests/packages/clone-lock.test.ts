import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const script = new URL('../../scripts/lib/lock.mjs', import.meta.url).href
const file = join(folder, 'lock')
const log = join(folder, 'log')

/** A process that holds the lock while it writes where it begins and ends; `ends` says how. */
function holder(name: string, ends = '') {
  const work = `appendFileSync(log, '+${name} '); await sleep(30); appendFileSync(log, '-${name} '); ${ends}`
  const code = `import { appendFileSync } from 'node:fs'; import { setTimeout as sleep } from 'node:timers/promises'
    import { locked } from ${JSON.stringify(script)}
    const log = ${JSON.stringify(log)}
    await locked(${JSON.stringify(file)}, async () => { ${work} })`
  return once(spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' }), 'exit')
}

test('only one process of a clone at a time installs and builds, also after one that failed or was killed', async () => {
  await Promise.all([holder('a'), holder('b', 'process.exit(1)'), holder('c')])
  const steps = readFileSync(log, 'utf8').trim().split(' ')
  expect(steps).toHaveLength(6)
  for (let n = 0; n < 6; n += 2) expect(steps[n + 1]).toBe(steps[n]?.replace('+', '-'))
  await holder('d', `process.kill(process.pid, 'SIGKILL')`)
  expect(existsSync(file)).toBe(true)
  await Promise.all([holder('e'), holder('f')])
  expect(readFileSync(log, 'utf8')).toMatch(/\+d -d (?:\+e -e \+f -f|\+f -f \+e -e) $/)
  expect(existsSync(file)).toBe(false)
})

test('a folder that cannot be written needs no lock', async () => {
  const { locked } = (await import(script)) as { locked: (file: string, work: () => void) => Promise<void> }
  let ran = 0
  await locked(join(folder, 'missing', 'lock'), () => void ran++)
  expect(ran).toBe(1)
})
