/** Small buttons of the line at the top, and the two that every page has. */

import { ActionIcon, useComputedColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../settings/services.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import styles from './shell.module.css'

type ToolProps = {
  readonly label: string
  readonly onClick: () => void
  readonly icon?: IconName
  readonly pressed?: boolean
  readonly lang?: string
  readonly children?: ReactNode
}

/** A button with an icon or a short word; `label` is its name and its tooltip. */
export function Tool({ label, onClick, icon, pressed, lang, children }: ToolProps) {
  return (
    <ActionIcon
      size={28}
      className={styles.tool}
      aria-label={label}
      title={label}
      onClick={onClick}
      lang={lang}
      aria-pressed={pressed}
    >
      {icon === undefined ? children : <Icon name={icon} />}
    </ActionIcon>
  )
}

/** Switches to the other language. */
export function LanguageTool() {
  const { t } = useTranslation()
  const [{ language }, update] = usePreferences()
  const other = language === 'en' ? 'zh-TW' : 'en'
  return (
    <Tool label={t('action.switchLanguage')} lang={other} onClick={() => update({ language: other })}>
      <span className={styles.language}>{language === 'en' ? '中' : 'EN'}</span>
    </Tool>
  )
}

/** Switches between the dark and the light theme. */
export function ThemeTool() {
  const { t } = useTranslation()
  const [, update] = usePreferences()
  // The theme on screen, whatever decided it: the user or the system.
  const isDark = useComputedColorScheme('dark', { getInitialValueInEffect: false }) === 'dark'
  return (
    <Tool
      label={isDark ? t('action.toLight') : t('action.toDark')}
      onClick={() => update({ theme: isDark ? 'light' : 'dark' })}
      icon={isDark ? 'sun' : 'moon'}
    />
  )
}
