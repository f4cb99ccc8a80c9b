// A PostgreSQL server of a measurement's own, on this machine with fsync on, over the loopback.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './product.mjs'

const DEBIAN = '/usr/lib/postgresql'

/** PostgreSQL refuses to run as root: root starts it as its own user. @param folder for its data; removed by the caller */
export async function startPostgres(folder) {
  const data = join(folder, 'data')
  const user = process.getuid() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (user.uid !== undefined) {
    chmodSync(folder, 0o755)
    chownSync(folder, user.uid, user.gid)
  }
  const [version] = readdirSync(DEBIAN).sort((a, b) => b - a)
  const program = (name) => join(DEBIAN, version, 'bin', name)
  const made = spawnSync(program('initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    ...user,
    cwd: folder,
  })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=']
  const child = spawn(program('postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  for await (const chunk of child.stderr) if (String(chunk).includes('ready to accept connections')) break
  return {
    url: `postgres://bench@127.0.0.1:${port}/postgres`,
    cpuMs: () => cpuMsOf(child.pid),
    async close() {
      const gone = once(child, 'exit')
      child.kill('SIGINT')
      await gone
    },
  }
}

function idOf(flag) {
  return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
}

/** Processor time of a process and of its children that run, in ms, by ticks of 10 ms. */
export function cpuMsOf(pid) {
  const children = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
  const ticks = [pid, ...children].map((one) => {
    try {
      const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1].split(' ')
      return Number(fields[11]) + Number(fields[12])
    } catch {
      return 0
    }
  })
  return ticks.reduce((sum, one) => sum + one, 0) * 10
}
