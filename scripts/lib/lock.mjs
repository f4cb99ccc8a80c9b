// One process of a clone at a time installs and builds: a second start waits for the first.

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { say } from './steps.mjs'

const LOOK_MS = 200

/**
 * Runs work while no other process holds the lock. The file appears with its holder's id in it, so that nobody reads half of it; the
 * lock of a process that was killed is taken over.
 * @param {string} file
 * @param {() => Promise<void> | void} work
 */
export async function locked(file, work) {
  const own = `${file}.${process.pid}`
  const release = () => rmSync(file, { force: true })
  let isTold = false
  for (;;) {
    const taken = take(file, own)
    if (taken === 'read-only') return await work()
    if (taken === 'taken') break
    const holder = holderOf(file)
    if (holder !== undefined && !lives(holder)) takeOver(file, own, holder)
    else {
      if (holder !== undefined && !isTold)
        say(`Waiting for another start of this clone to install and build (process ${holder})`)
      isTold = true
      await sleep(LOOK_MS)
    }
  }
  // Steps that fail end the process at once.
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function take(file, own) {
  try {
    writeFileSync(own, String(process.pid))
    linkSync(own, file)
    return 'taken'
  } catch (error) {
    // A clone that cannot be written is not installed into either.
    return error.code === 'EEXIST' ? 'held' : 'read-only'
  } finally {
    rmSync(own, { force: true })
  }
}

/** Id of the process that holds the lock; `undefined` where it is gone by now. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function lives(id) {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Removes the lock of a dead process; what another one put there meanwhile is put back. */
function takeOver(file, own, dead) {
  const aside = `${own}.old`
  try {
    renameSync(file, aside)
    if (holderOf(aside) !== dead) linkSync(aside, file)
  } catch {
    // Another process was faster.
  }
  rmSync(aside, { force: true })
}
