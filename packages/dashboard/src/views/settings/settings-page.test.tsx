import type { Role, Session } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { openPage } from '../testing/page.tsx'
import { SettingsPage } from './settings-page.tsx'

const MANAGED = ['Share links', 'Passkeys', 'Redis']
const none = { items: [], nextCursor: null }

async function cardsOf(role: Role): Promise<string> {
  const session: Session = {
    audience: 'owner',
    grants: [{ role, accounts: 'all' }],
    accounts: ['main'],
    expiresAt: 1_795_600_000_000,
    sandbox: false,
  }
  const lists = { links: none, sessions: none, redis: none, access: none, passkeys: { ...none, address: null } }
  const page = await openPage(<SettingsPage session={session} accounts={[]} />, { answers: { session, ...lists } })
  return page.text()
}

test.each<readonly [Role, readonly string[]]>([
  ['owner', [...MANAGED, 'Access log']],
  ['auditor', ['Access log']],
  ['trader', []],
])('settings show the %s only what the role may do', async (role, shown) => {
  const text = await cardsOf(role)
  expect([...MANAGED, 'Access log'].filter((title) => text.includes(title))).toEqual(shown)
  expect(text).toContain('Language')
})
