// Counts the lines of each task with each client, without blanks and comments: node tests/clients/lines.mjs

import { readFileSync } from 'node:fs'

/** Clients in the order of the table of `docs/comparison.md`. */
export const CLIENTS = ['spotdeck.mjs', 'ccxt.mjs', 'mexc-api-sdk.cjs']

/** @returns {Map<string, number>} lines by task, in the order of the file */
export function linesOf(/** @type {string} */ name) {
  const lines = readFileSync(new URL(name, import.meta.url), 'utf8').split('\n')
  const counted = new Map()
  for (const [at, line] of lines.entries()) {
    const [, task] = /^(?:export )?(?:async )?function (\w+)\(/.exec(line) ?? []
    if (task === undefined) continue
    const body = lines.slice(at, lines.indexOf('}', at) + 1)
    counted.set(task, body.filter((one) => one.trim() !== '' && !/^\s*(?:\/\/|\/\*)/.test(one)).length)
  }
  return counted
}

/** Lines of every task, a cell a client; undefined where a client cannot do it. */
export function table() {
  const counted = CLIENTS.map(linesOf)
  return [...(counted[0]?.keys() ?? [])].map((task) => ({ task, lines: counted.map((one) => one.get(task)) }))
}

if (process.argv[1] === import.meta.filename)
  for (const { task, lines } of table()) console.log(task.padEnd(18), lines.map((one) => one ?? '—').join('\t'))
