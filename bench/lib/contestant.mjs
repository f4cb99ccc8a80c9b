// A server in a process of its own, told by its parent what to do: nothing that others do is counted as its work.

import { fork } from 'node:child_process'

/** Starts `file` again as a process of the given role; `ask` sends a job and answers with what comes back. */
export function openProcess(file, role, args = []) {
  const child = fork(file, args, { env: { ...process.env, SPOTDECK_BENCH_ROLE: role } })
  const ask = (job) =>
    new Promise((resolve, reject) => {
      const failed = (code) => reject(new Error(`${role} ended (${code}).`))
      child.once('exit', failed)
      child.once('message', (answer) => {
        child.off('exit', failed)
        resolve(answer)
      })
      child.send(job)
    })
  return { ask, close: () => child.disconnect() }
}

/** Contestant and task that this process was started for; `undefined` if it was started by hand. */
export const role = process.env.SPOTDECK_BENCH_ROLE
if (role !== undefined) process.once('disconnect', () => process.exit())

/** Answers each job by what `jobs[op]` makes of it. */
export function serveJobs(jobs) {
  process.on('message', async (job) => process.send((await jobs[job.op](job)) ?? {}))
}

/** Runs `tick` so often, so far apart; the processor time that this process took for it, in µs. */
export async function timedTicks(tick, ticks, everyMs) {
  const before = process.cpuUsage()
  for (let n = 0; n < ticks; n++) {
    tick()
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  const { user, system } = process.cpuUsage(before)
  return user + system
}
