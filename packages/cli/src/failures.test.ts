import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { problemStatus } from '@spotdeck/api'
import { InsufficientBalance, OrderOutcomeUnknown } from '@spotdeck/mexc'
import { describe, expect, it, vi } from 'vitest'
import { CommandError } from './command-error.ts'
import { FINDINGS } from './doctor/finding.ts'
import { CATEGORIES, categoryOf, failureOf } from './failures.ts'
import { printFailure } from './print.ts'
import { buildProgram } from './program.ts'

const root = new URL('../../..', import.meta.url).pathname

/** Codes that the source of the command gives its errors. */
function thrownCodes(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  )
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
  return [...text.matchAll(/(?:CommandError|StoreError|ended)\(\s*'([A-Z_]+)'/g)].map(([, code = '']) => code)
}

describe('a failure', () => {
  it('has a code, a category, a message and a next step', () => {
    expect(failureOf(new CommandError('LEDGER_MISSING', 'There is no ledger: check --account.'))).toEqual({
      code: 'LEDGER_MISSING',
      category: 'not-found',
      message: 'There is no ledger: check --account.',
      hint: CATEGORIES['not-found'].hint,
    })
    const { message, hint, category } = failureOf(new InsufficientBalance())
    expect(category).toBe('refused')
    expect([message, hint].every((text) => text.length > 0)).toBe(true)
    expect(message).not.toContain(hint)
    expect(failureOf(new OrderOutcomeUnknown('an id')).category).toBe('unclear')
    expect(failureOf(new Error('broken'))).toMatchObject({ code: 'UNEXPECTED', category: 'unexpected' })
    expect(failureOf('text')).toMatchObject({ code: 'UNEXPECTED', category: 'unexpected' })
  })

  it('has a category for every code of the command, the store, the gateway and the doctor', () => {
    const codes = [
      ...['packages/cli/src', 'packages/store/src'].flatMap((folder) => thrownCodes(join(root, folder))),
      ...Object.keys(problemStatus),
      ...Object.entries(FINDINGS).flatMap(([code, [status]]) =>
        status === 'error' && code !== 'NODE_TOO_OLD' ? code : [],
      ),
    ]
    expect(codes.length).toBeGreaterThan(80)
    expect(codes.filter((code) => categoryOf(code) === 'unexpected')).toEqual(['INTERNAL'])
  })

  it('is one JSON document on standard output with --json, else a line on standard error', () => {
    const [out, err] = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true))
    const error = new CommandError('GATEWAY_NOT_RUNNING', 'No gateway answers: start it.')
    expect(printFailure({ json: true }, error)).toBe(6)
    expect(JSON.parse(String(out?.mock.calls[0]?.[0]))).toEqual({ error: failureOf(error) })
    expect(err?.mock.calls).toEqual([])
    expect(printFailure({}, error)).toBe(6)
    expect(err?.mock.calls).toEqual([['spotdeck: No gateway answers: start it. (GATEWAY_NOT_RUNNING)\n']])
    vi.restoreAllMocks()
  })
})

it('every command has --json', () => {
  const lacking = buildProgram().commands.flatMap((command) =>
    (command.commands.length > 0 ? command.commands : [command]).filter(
      ({ options }) => !options.some(({ long }) => long === '--json'),
    ),
  )
  expect(lacking.map((command) => command.name())).toEqual([])
})

it.each(['docs/command.md', 'docs/command.zh-TW.md'])(
  '%s lists categories, exit codes and codes as they are',
  (page) => {
    const rows = readFileSync(join(root, page), 'utf8').matchAll(/^\| `([a-z-]+)` +\| +(\d+) +\|[^|]*\| (.*?) +\|$/gm)
    const listed = [...rows].map(([, name, exit, codes = '']) => [
      name,
      Number(exit),
      [...codes.matchAll(/`([A-Z_*]+)`/g)].map(([, code]) => code),
    ])
    expect(listed).toEqual(Object.entries(CATEGORIES).map(([name, { exit, codes }]) => [name, exit, [...codes]]))
  },
)
