import { expect, test } from 'vitest'
import { loginCode, takeLoginCode } from '../live/login.ts'
import { PreferencesStore } from './preferences.ts'

function storageWith(text?: string) {
  const kept = new Map<string, string>(text === undefined ? [] : [['spotdeck.preferences', text]])
  return { read: (key: string) => kept.get(key), write: (key: string, value: string) => void kept.set(key, value) }
}

test('a first visit uses the browser’s language', () => {
  expect(new PreferencesStore(storageWith(), ['fr', 'zh-Hant-TW', 'en']).read().language).toBe('zh-TW')
  expect(new PreferencesStore(storageWith(), ['de', 'en-GB']).read().language).toBe('en')
  expect(new PreferencesStore(storageWith(), []).read().language).toBe('en')
})

test('a choice is kept for the next visit and told at once', () => {
  const storage = storageWith()
  const store = new PreferencesStore(storage, ['en'])
  let told = 0
  store.subscribe(() => told++)
  store.update({ privacy: true, zone: 'utc8' })
  expect(told).toBe(1)
  expect(new PreferencesStore(storage, ['en']).read()).toMatchObject({ privacy: true, zone: 'utc8' })
})

test('two tabs keep each other’s choices, and follow them', () => {
  const storage = storageWith()
  const [one, other] = [new PreferencesStore(storage, ['en']), new PreferencesStore(storage, ['en'])]
  one.update({ privacy: true })
  other.update({ density: 'compact' })
  expect(new PreferencesStore(storage, ['en']).read()).toMatchObject({ privacy: true, density: 'compact' })
  let told = 0
  other.subscribe(() => told++)
  other.follow()
  expect([other.read().privacy, told]).toEqual([true, 1])
})

test('onboarding is shown until it is finished or skipped', () => {
  const storage = storageWith()
  const store = new PreferencesStore(storage, ['en'])
  expect(store.read().welcomed).toBe(false)
  store.update({ welcomed: true })
  expect(new PreferencesStore(storage, ['en']).read().welcomed).toBe(true)
})

test('a setting without a choice follows the browser', () => {
  const storage = storageWith()
  new PreferencesStore(storage, ['en']).update({ tables: {} })
  expect(new PreferencesStore(storage, ['zh-TW']).read().language).toBe('zh-TW')
  new PreferencesStore(storage, ['zh-TW']).update({ language: 'en' })
  new PreferencesStore(storage, ['zh-TW']).update({ privacy: true })
  expect(new PreferencesStore(storage, ['zh-TW']).read()).toMatchObject({ language: 'en', privacy: true })
})

test('what is stored and damaged or unknown falls back, field by field', () => {
  const read = (text: string) => new PreferencesStore(storageWith(text), ['en']).read()
  expect(read('{"theme":"neon","privacy":"yes","density":"compact"}')).toMatchObject({
    theme: 'auto',
    privacy: false,
    density: 'compact',
  })
  for (const text of ['', 'null', '[1]', '{', '7']) expect(read(text).theme).toBe('auto')
})

test('the login code is read once and removed from the address', () => {
  expect(loginCode('#login=ABC-123')).toBe('ABC-123')
  expect(loginCode('#other')).toBeUndefined()
  expect(loginCode('')).toBeUndefined()
  let address = ''
  const page = {
    location: { hash: '#login=ABC', pathname: '/assets', search: '?q=MX' },
    history: { replaceState: (_state: unknown, _title: string, url: string) => (address = url) },
  } as unknown as Parameters<typeof takeLoginCode>[0]
  expect(takeLoginCode(page)).toBe('ABC')
  expect(address).toBe('/assets?q=MX')
})
