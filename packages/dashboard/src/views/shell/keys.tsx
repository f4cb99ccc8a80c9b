/** The keys: what they do, and the list of them. */

import { Kbd } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { usePreferences } from '../../settings/services.ts'
import { Dialog } from '../parts/dialog.tsx'
import { usePath } from '../parts/use-path.ts'
import { pageEntries } from './pages.ts'
import styles from './shell.module.css'

/** How long after `g` the second key may come. */
const CHORD_MS = 1_500

/** Listens for the page's keys while mounted. */
export function useKeys(onHelp: () => void): void {
  const navigate = useNavigate()
  const to = usePath()
  const [{ privacy }, update] = usePreferences()
  const chordAt = useRef(-Infinity)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const second = event.timeStamp - chordAt.current < CHORD_MS
      chordAt.current = event.key === 'g' ? event.timeStamp : -Infinity
      const page = second ? pageEntries.find((entry) => entry.key === event.key) : undefined
      if (page !== undefined) return void navigate(to(page.path))
      if (event.key === '?') onHelp()
      if (event.key === 'p') update({ privacy: !privacy })
      if (event.key === '/') {
        event.preventDefault()
        focusSearch()
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [navigate, to, onHelp, privacy, update])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}

function focusSearch(): void {
  const field = document.querySelector<HTMLElement>('input[data-search], [data-search] input')
  field?.focus()
}

/** The list of keys. */
export function KeysDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const keys = [
    ...pageEntries.map((page) => [['g', page.key], t(`keys.${page.name}`)] as const),
    [['/'], t('keys.search')] as const,
    [['p'], t('keys.privacy')] as const,
    [['Esc'], t('keys.escape')] as const,
    [['?'], t('keys.help')] as const,
  ]
  return (
    <Dialog opened={opened} onClose={onClose} title={t('keys.title')} size={360}>
      <dl className={styles.keys}>
        {keys.map(([pressed, meaning]) => (
          <div key={pressed.join(' ')}>
            <dt>{meaning}</dt>
            <dd>
              {pressed.map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
