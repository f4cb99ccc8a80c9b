/** Checks of this machine: Node, the data folder, the disk and the port. They leave nothing behind. */

import { existsSync, readdirSync, statSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lockDirectory } from '@spotdeck/store'
import { refuseUnwritable } from '../data-directory.ts'
import { isOpenToOthers } from '../config/owner-file.ts'
import type { Settings } from '../config/settings.ts'
import { refuseBusyPorts } from '../ports-free.ts'
import { type Finding, failed, finding } from './finding.ts'

/** Oldest version that runs Spotdeck, and the oldest line that still gets security fixes. */
const OLDEST_NODE = [20, 19] as const
const OLDEST_SUPPORTED = 22

const MIB = 1024 * 1024
const MIN_DISK_MIB = 100
const LOW_DISK_MIB = 1_024
const MAX_NAMES = 5

/** @param version such as `v22.13.0` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const [oldest, oldestMinor] = OLDEST_NODE
  if (major < oldest || (major === oldest && minor < oldestMinor))
    return finding('node', 'NODE_TOO_OLD', `Node ${version}; Spotdeck needs ${OLDEST_NODE.join('.')} or later.`)
  return finding('node', major < OLDEST_SUPPORTED ? 'NODE_OUT_OF_SUPPORT' : 'OK', `Node ${version}`)
}

/** @param gateway address of the gateway that serves the folder; absent where none runs */
export function checkData(data: string, gateway?: string): Finding {
  try {
    refuseUnwritable(data)
    if (!existsSync(data)) return finding('data', 'OK', `${data} is made by the first start.`)
    const open = openIn(data)
    if (open.length > 0) return finding('data', 'DATA_OPEN', `Others have rights on ${open.join(', ')}.`)
    if (gateway !== undefined) return finding('data', 'OK', `${data} is used by the gateway on ${gateway}.`)
    if (existsSync(join(data, 'lock.db'))) lockDirectory(data).release()
    return finding('data', 'OK', `${data} can be written by its owner alone.`)
  } catch (error) {
    const isLocked = error instanceof Error && 'code' in error && error.code === 'DATA_DIR_LOCKED'
    if (isLocked) return finding('data', 'DATA_LOCKED', `Another command of Spotdeck writes to ${data}.`)
    return failed('data', error)
  }
}

/** The folder and what stands in it that others have rights on, a few names at most. */
function openIn(data: string): readonly string[] {
  const paths = [data, ...readdirSync(data).map((name) => join(data, name))]
  return paths.filter((path) => isOpenToOthers(statSync(path, { throwIfNoEntry: false }))).slice(0, MAX_NAMES)
}

/** Checks the space that is left where the data folder is or will be. */
export function checkDisk(data: string): Finding {
  let place = data
  while (!existsSync(place)) place = dirname(place)
  const { bavail, bsize } = statfsSync(place)
  const left = Math.floor((bavail * bsize) / MIB)
  const code = left < MIN_DISK_MIB ? 'DISK_FULL' : left < LOW_DISK_MIB ? 'DISK_LOW' : 'OK'
  return finding('disk', code, `${left} MiB are left where ${place} is.`)
}

/** Checks whether a gateway can listen on its port. @param gateway address of the one that runs already */
export async function checkPort({ host, port }: Pick<Settings, 'host' | 'port'>, gateway?: string): Promise<Finding> {
  if (gateway !== undefined && Number(new URL(gateway).port) === port)
    return finding('port', 'OK', `Port ${port} is used by the gateway of this data folder.`)
  try {
    await refuseBusyPorts([{ host, port, flag: '--port' }])
    return finding('port', 'OK', `Port ${port} of ${host} is free.`)
  } catch (error) {
    return failed('port', error)
  }
}
