import type { ConfirmationOffer, Passkey, PasskeyRequest } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../../durations.ts'
import { LoginPage } from '../login/login-page.tsx'
import { NOW, type OpenPage, openPage } from '../testing/page.tsx'
import { PasskeysCard } from './passkeys-card.tsx'

const ADDRESS = 'http://localhost:8787'

const passkey: Passkey = {
  id: 'p1',
  name: 'My phone',
  host: 'localhost',
  usable: true,
  provider: 'Apple Passwords',
  device: 'Safari 26 · macOS',
  synced: true,
  createdAt: NOW - DAY_MS,
  lastUsedAt: NOW - MINUTE_MS,
  lastUsedFrom: '127.0.0.1',
}
const elsewhere: Passkey = { ...passkey, id: 'p2', name: 'Old', host: 'desk.example', usable: false, synced: false }
const request = (challenge: string): PasskeyRequest => ({
  challenge,
  rpId: 'localhost',
  timeout: 120_000,
  userVerification: 'required',
  allowCredentials: [],
})
const confirmation = (options: PasskeyRequest | null): ConfirmationOffer => ({
  address: ADDRESS,
  options,
  confirmedUntil: null,
})

const button = ({ root }: OpenPage, name: string): HTMLButtonElement => {
  const all = [...(root.ownerDocument.body.querySelectorAll('button') ?? [])]
  const found = all.filter(({ textContent }) => textContent === name).at(-1)
  if (found === undefined) throw new Error(`There is no button “${name}”.`)
  return found
}

test.each([
  [
    'en',
    'My phone · Apple Passwords · Safari 26 · macOS · syncedLast used 31 Jan 11:59:00 from 127.0.0.1Added 30 Jan 12:00:00',
    'Works at desk.example only',
  ],
  [
    'zh-TW',
    'My phone · Apple Passwords · Safari 26 · macOS · 已同步最近使用：1/31 11:59:00，來自 127.0.0.1新增：1/30 12:00:00',
    '僅適用於 desk.example',
  ],
] as const)('the passkeys have their provider, device and times (%s)', async (language, listed, unusable) => {
  const answers = { passkeys: { items: [passkey, elsewhere], nextCursor: null, address: ADDRESS } }
  const { text } = await openPage(<PasskeysCard />, { language, answers })
  expect(text()).toContain(listed)
  expect(text()).toContain(unusable)
})

test('a passkey is added after the session was confirmed with another', async () => {
  const posted: string[] = []
  const note = (name: string, answer: object) => () => {
    posted.push(name)
    return answer
  }
  const page = await openPage(<PasskeysCard />, {
    answers: {
      passkeys: { items: [passkey], nextCursor: null, address: ADDRESS },
      'session/confirmation': confirmation(request('confirm-me')),
      'POST session/confirmation': note('confirmed', { confirmedUntil: NOW }),
      'POST passkeys/options': note('asked', { challenge: 'make-me' }),
      'POST passkeys': note('added', passkey),
    },
  })
  await page.update(() => button(page, 'Add passkey').click())
  page.world.passkeys.cancels = true
  await page.update(() => button(page, 'Add passkey').click())
  expect(page.text()).toContain('No passkey was used')
  expect(posted).toEqual([])
  page.world.passkeys.cancels = false
  await page.update(() => button(page, 'Add passkey').click())
  expect(posted).toEqual(['confirmed', 'asked', 'added'])
  expect([page.world.passkeys.signed, page.world.passkeys.created]).toEqual([['confirm-me', 'confirm-me'], ['make-me']])
})

test('an older session without a passkey is told to sign in again, and nothing is sent', async () => {
  const page = await openPage(<PasskeysCard />, {
    answers: {
      passkeys: { items: [], nextCursor: null, address: ADDRESS },
      'session/confirmation': confirmation(null),
    },
  })
  expect(page.text()).toContain('No passkeys yet')
  await page.update(() => button(page, 'Add passkey').click())
  await page.update(() => button(page, 'Add passkey').click())
  expect(page.text()).toContain('sign in again with a new link')
})

test.each([
  ['http://desk.example:8787', 'Passkeys work only at this address: http://desk.example:8787'],
  [null, 'Passkeys need https or localhost'],
])('a page at another address than the passkeys’ (%s) says what to do', async (address, words) => {
  const { text } = await openPage(<PasskeysCard />, { answers: { passkeys: { items: [], nextCursor: null, address } } })
  expect(text()).toContain(words)
  expect(text()).not.toContain('Add passkey')
})

const openLogin = (address: string, onPasskey: () => void = () => {}) => {
  let asked = 0
  return openPage(<LoginPage busy={false} trouble={undefined} onCode={() => {}} onPasskey={onPasskey} />, {
    answers: { 'session/passkey': () => ({ address, options: request(`challenge-${++asked}`) }) },
  })
}

test('the sign-in page signs in with a passkey from its button, with a challenge of that moment', async () => {
  let signedIn = 0
  const page = await openLogin(ADDRESS, () => (signedIn += 1))
  await page.update(() => button(page, 'Sign in with a passkey').click())
  expect(signedIn).toBe(1)
  expect(page.world.passkeys.signed).toEqual(['challenge-3'])
})

test('the sign-in page suggests passkeys, with a new challenge before the old one ends', async () => {
  let signedIn = 0
  const page = await openLogin(ADDRESS, () => (signedIn += 1))
  await page.update(() => page.world.advance(100_000))
  expect(page.world.passkeys.suggested).toEqual(['challenge-2', 'challenge-3'])
  await page.update(() => page.world.passkeys.choose())
  expect(signedIn).toBe(1)
})

test('the sign-in page at another address names the passkeys’ own', async () => {
  const { text, root } = await openLogin('http://localhost:9999')
  expect(text()).toContain('Passkeys work only at this address: http://localhost:9999')
  expect(root.querySelector('[data-testid=passkey-sign-in]')).toBeNull()
})
