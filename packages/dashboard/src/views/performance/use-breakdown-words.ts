/** Keys of a breakdown as the page writes them. */

import type { BreakdownGroup } from '@spotdeck/api'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { DAY_MS } from '../../durations.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { usePreferences } from '../../settings/services.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useDayWords } from './use-day-words.ts'
import { unreachable } from '../../unreachable.ts'

/** Writes the keys of a group. */
export function useBreakdownWords(group: BreakdownGroup): (key: string) => string {
  const { t } = useTranslation()
  const digits = useDigits()
  const dayWords = useDayWords()
  const formatMessage = useMessage()
  const [{ language }] = usePreferences()
  return useMemo(() => {
    switch (group) {
      case 'symbol':
        return digits.pair
      case 'side':
        return (key) => capital(formatMessage('side', key === 'BUY' ? 'BUY' : 'SELL'))
      case 'role':
        return (key) => (key === 'maker' ? t('role.maker') : t('role.taker'))
      case 'hour':
        return (key) => `${key}:00–${key}:59`
      case 'weekday':
        return weekdayWords(language)
      case 'day':
        return dayWords
      case 'week':
        return (key) => t('performance.weekOf', { day: dayWords(key) })
      case 'month':
        return (key) => key.replace('-', '/')
      case 'holdingTime':
        return holdingWords(t)
      case 'asset':
      case 'none':
        return (key) => key
      default:
        return unreachable(group)
    }
  }, [group, t, digits, dayWords, formatMessage, language])
}

/** The first of these days is a Monday. */
const MONDAY = Date.UTC(2024, 0, 1)

function weekdayWords(language: string): (key: string) => string {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-US' : 'zh-TW', { weekday: 'long', timeZone: 'UTC' })
  return (key) => format.format(MONDAY + (Number(key) - 1) * DAY_MS)
}

const HELD = [
  'under1m',
  '1m-15m',
  '15m-1h',
  '1h-4h',
  '4h-1d',
  '1d-7d',
  '7d-30d',
  'over30d',
  'unknown',
  'noTrade',
] as const

function holdingWords(t: TFunction<'page'>): (key: string) => string {
  return (key) => {
    const held = HELD.find((one) => one === key)
    return held === undefined ? key : t(`performance.held.${held}`)
  }
}
