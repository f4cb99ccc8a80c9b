/** `npm run desk-proof`: reads the arguments and runs one proof in a folder of its own. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import { type ProofOptions, prove } from './proof.ts'

const USAGE = `npm run desk-proof -- [--minutes M] [--seed S] [--accounts N] [--readers N] [--order-every S]
  --minutes M      time in which faults begin; default 20, and 1.5 for a short one
  --seed S         seed of faults, orders and readers; default 1
  --accounts N     accounts that trade; default 20
  --readers N      programs that follow them; default 200
  --order-every S  seconds between two orders of an account that trades; default 2
`

/** Runs the command. Answers its exit code: 1 after a failure, 2 for arguments that it cannot use. */
export async function main(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const given = argumentsOf(argv)
  if (given === undefined) {
    write(USAGE)
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-desk-proof-'))
  let isProven = false
  try {
    isProven = await prove({ ...given, folder, write: (line) => write(`${line}\n`) })
  } catch (error) {
    write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    write(`The same faults again: npm run desk-proof -- --seed ${given.seed}\n0 passed, 1 failed\n`)
  } finally {
    if (isProven) rmSync(folder, { recursive: true, force: true })
    else write(`Logs of the gateways: ${folder}\n`)
  }
  return isProven ? 0 : 1
}

function argumentsOf(argv: readonly string[]): Omit<ProofOptions, 'folder' | 'write'> | undefined {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      args: [...argv],
      options: { minutes: text, seed: text, accounts: text, readers: text, 'order-every': text },
    })
    const [minutes, accounts, readers, every] = [
      Number(values.minutes ?? 20),
      Number(values.accounts ?? 20),
      Number(values.readers ?? 200),
      Number(values['order-every'] ?? 2),
    ]
    const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0
    if (!(minutes > 0) || !isCount(accounts) || !Number.isSafeInteger(readers) || readers < 0 || !(every > 0))
      return undefined
    return {
      seed: values.seed ?? '1',
      lengthMs: minutes * MINUTE_MS,
      accounts,
      readers,
      orderEveryMs: every * SECOND_MS,
    }
  } catch {
    return undefined
  }
}
