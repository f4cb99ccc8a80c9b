import type { AccountInfo, Role, Session } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { openPage } from '../testing/page.tsx'
import { SettingsPage } from './settings-page.tsx'

const MANAGED = ['Share links', 'Passkeys', 'Redis']
const none = { items: [], nextCursor: null }

function openSettings(role: Role, accounts: readonly AccountInfo[] = [], preferences = {}) {
  const session: Session = {
    audience: 'owner',
    grants: [{ role, accounts: 'all' }],
    accounts: ['main'],
    expiresAt: 1_795_600_000_000,
    sandbox: false,
  }
  const lists = { links: none, sessions: none, redis: none, access: none, passkeys: { ...none, address: null } }
  const content = <SettingsPage session={session} accounts={accounts} />
  return openPage(content, { answers: { session, ...lists }, preferences })
}

test.each<readonly [Role, readonly string[]]>([
  ['owner', [...MANAGED, 'Access log']],
  ['auditor', ['Access log']],
  ['trader', []],
])('settings show the %s only what the role may do', async (role, shown) => {
  const text = (await openSettings(role)).text()
  expect([...MANAGED, 'Access log'].filter((title) => text.includes(title))).toEqual(shown)
  expect(text).toContain('Language')
})

test('a trader chooses above which value orders are confirmed; what is no amount changes nothing', async () => {
  const main = { id: 'main', label: 'Main', trading: true } as AccountInfo
  const page = await openSettings('trader', [main])
  expect((await openSettings('viewer', [main])).root.textContent).not.toContain('Confirm orders')
  const choice = [...page.root.querySelectorAll<HTMLInputElement>('[aria-label="Confirm orders"] input')]
  expect(choice.map(({ value, checked }) => [value, checked])).toEqual([
    ['always', true],
    ['above', false],
    ['never', false],
  ])
  await page.update(() => choice[1]?.click())
  const type = (text: string) =>
    page.update(() => {
      const field = page.root.querySelector<HTMLInputElement>('[aria-label="Confirm orders above"]')
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text)
      field?.dispatchEvent(new Event('input', { bubbles: true }))
    })
  await type('250.5')
  expect(page.preferences.read()).toMatchObject({ confirm: 'above', confirmAbove: '250.5' })
  await type('1,5')
  expect(page.text()).toContain('Enter an amount above 0.')
  expect(page.preferences.read().confirmAbove).toBe('250.5')
})

test.each([
  ['en', '/docs/'],
  ['zh-TW', '/docs/zh-TW/'],
])('in %s, settings lead to the documentation in that language', async (language, address) => {
  const page = await openSettings('viewer', [], { language })
  expect(page.root.querySelector('a[href^="/docs"]')?.getAttribute('href')).toBe(address)
})
