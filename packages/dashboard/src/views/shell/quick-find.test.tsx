import { MantineProvider } from '@mantine/core'
import type { AccountInfo, Session } from '@spotdeck/api'
import { act } from 'react'
import { expect, test } from 'vitest'
import { OVER_ID } from '../../theme/mantine.ts'
import { NOW, openPage, wordsOf } from '../testing/page.tsx'
import './quick-find.tsx'
import { Shell } from './shell.tsx'

const session: Session = {
  audience: 'owner',
  grants: [{ role: 'owner', accounts: ['main'] }],
  accounts: ['main'],
  expiresAt: NOW + 1,
  sandbox: false,
}
const status = { state: 'live', code: 'LIVE', params: {}, since: NOW } as const
const accounts: readonly AccountInfo[] = [{ id: 'main', label: 'Main', status, trading: false }]

const keyDown = (target: Element, init: KeyboardEventInit) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }))

/** Types a letter into the element that has the focus now, as a keyboard does. */
function typeLetter(letter: string): void {
  const target = document.activeElement ?? document.body
  keyDown(target, { key: letter })
  if (!(target instanceof HTMLInputElement)) return
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(target, target.value + letter)
  target.dispatchEvent(new Event('input', { bubbles: true }))
}

test('every letter typed right after Ctrl+K reaches the quick search', async () => {
  // With portals and transitions, as in a browser.
  await openPage(
    <MantineProvider env="default">
      <Shell session={session} accounts={accounts} account="main" />
      <div id={OVER_ID} />
    </MantineProvider>,
    { answers: { session } },
  )
  // No timer and no frame has a turn between the keys.
  act(() => void keyDown(document.body, { key: 'k', ctrlKey: true }))
  for (const letter of 'nowhere') act(() => typeLetter(letter))

  expect(wordsOf(document.querySelector('[role="dialog"] [role="status"]'))).toBe('No results for “nowhere”')
})

test.each([
  ['03:00', '31 Jan, 03:00'],
  ['14:02', '30 Jan, 14:02'],
])('a clock time leads to the day on which it last was (%s)', async (typed, name) => {
  await openPage(
    <MantineProvider env="default">
      <Shell session={session} accounts={accounts} account="main" />
      <div id={OVER_ID} />
    </MantineProvider>,
    { answers: { session } },
  )
  act(() => void keyDown(document.body, { key: 'k', ctrlKey: true }))
  for (const letter of typed) act(() => typeLetter(letter))
  expect(wordsOf(document.querySelector('[role="option"][aria-selected="true"]'))).toContain(name)
})
