import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chosenOf } from './commands/accounts-asked.ts'
import { misspelt } from './config/variables.ts'
import { buildProgram } from './program.ts'

const place = mkdtempSync(join(tmpdir(), 'spotdeck-meant-'))
mkdirSync(join(place, 'ledger'))
const config = join(place, 'spotdeck.json')
writeFileSync(config, JSON.stringify({ retentionDay: 9 }))
writeFileSync(join(place, 'deals.csv'), 'a')

const trouble = (...line: readonly string[]): Promise<string> =>
  buildProgram()
    .parseAsync(['node', 'spotdeck', ...line])
    .then(String, (error: unknown) => (error instanceof Error ? error.message : String(error)))

it.each([
  ['a command', ['statsu'], 'status'],
  ['an option', ['status', '--databse-file', 'x'], '--database-file'],
  ['a setting', ['status', '--config', config], 'retentionDays'],
  ['a choice of a setting', ['status', '--log-level', 'wran'], 'warn'],
  ['a list', ['export', 'dels', '--data', place], 'deals'],
  ['a cost method', ['export', 'lots', '--year', '2026', '--method', 'fif', '--data', place], 'fifo'],
  ['a direction', ['migrate', 'sqlite-to-postgre'], 'sqlite-to-postgres'],
  ['a shell', ['completion', 'bsh'], 'bash'],
  ['a kind', ['import', join(place, 'deals.csv'), '--kind', 'deposit', '--data', place], 'deposits'],
  ['an audience', ['token', 'create', '--audience', 'viwer', '--data', place], 'viewer'],
  ['a role', ['token', 'create', '--role', 'tradr', '--data', place], 'trader'],
  ['a role of a user', ['user', 'add', 'Ann', '--grant', 'tradr:main', '--data', place], 'trader'],
  ['a channel', ['tail', 'agre.deals@100ms@MXUSDT'], 'aggre.deals'],
  ['a code', ['why', 'AUTH_REFUSD'], 'AUTH_REFUSED'],
])('%s that is written nearly right is asked back', async (_, line, name) => {
  expect(await trouble(...line)).toContain(`Did you mean ${name}?`)
})

it('an account that is written nearly right is asked back, another one is not', () => {
  expect(() => chosenOf(['main', 'grid'], { account: 'grdi' }, 'here')).toThrow(
    'no ledger of grdi in here. Did you mean grid?',
  )
  expect(() => chosenOf(['main', 'grid'], { account: 'other' }, 'here')).toThrow(/no ledger of other in here\.$/)
})

it('a variable that is written nearly right is asked back; those that are read, and those of others, are not', () => {
  const environment = {
    SPOTDECK_PROT: '1',
    SPOTDECK_API_KEYS: 'x',
    SPOTDECK_DATA: '.',
    SPOTDECK_KEY_PASSPHRASE_FILE: 'f',
  }
  expect(misspelt({ ...environment, SPOTDECK_SERVICE_PORT: '80', SPOTDECK_PORT_8787_TCP: 'tcp', PORT: '1' })).toEqual([
    'SPOTDECK_PROT is not read. Did you mean SPOTDECK_PORT?',
    'SPOTDECK_API_KEYS is not read. Did you mean SPOTDECK_API_KEY?',
  ])
})
