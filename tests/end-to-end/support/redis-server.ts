/** A real redis-server of a test's own, and a Python that can talk to it. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'

const works = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0

/** Under CI the set-up step has failed before when one of them is missing. */
export const hasRedis = works('redis-server', ['--version']) && works('redis-cli', ['--version'])
export const python = ['python3', '/usr/bin/python3'].find((name) => works(name, ['-c', 'import redis']))

export type RedisServer = { readonly port: number; readonly close: () => Promise<void> }

/** @param at the port, such as of a server that was closed; a free one by default */
export async function startRedis(at?: number): Promise<RedisServer> {
  const port = at ?? (await freePort())
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', tmpdir(), '--save', '', '--appendonly', 'no']
  const running = spawn('redis-server', args, { stdio: 'ignore' })
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries > 500 || running.exitCode !== null) throw new Error('redis-server did not start.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { port, close: () => ended(running) }
}

/** One command by redis-cli; its answer as text. */
export function redisCli(port: number, ...command: readonly string[]): string {
  return spawnSync('redis-cli', ['-p', String(port), '--raw', ...command], { encoding: 'utf8' }).stdout
}

async function ended(running: ChildProcess): Promise<void> {
  const gone = once(running, 'close')
  running.kill('SIGKILL')
  await gone
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.write('PING\r\n'))
    socket.on('data', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
