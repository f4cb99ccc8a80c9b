/** The star of the watchlist. */

import { ActionIcon } from '@mantine/core'
import type { Market } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { useFavorites } from './use-favorites.ts'

/** The star alone, filled where `isOn`; decorative. */
export function Star({ isOn }: { readonly isOn: boolean }) {
  return (
    <svg width={12} height={12} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d="m8 1.8 1.9 4 4.3.5-3.2 3 .9 4.3L8 11.4l-3.9 2.2.9-4.3-3.2-3 4.3-.5Z"
        fill={isOn ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinejoin="round"
      />
    </svg>
  )
}

/** Adds `market` to the watchlist, or removes it. */
export function FavoriteButton({ market: { symbol } }: { readonly market: Market }) {
  const { t } = useTranslation()
  const { favorites, toggle } = useFavorites()
  const isOn = favorites.has(symbol)
  const label = t('market.favorite')
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      aria-pressed={isOn}
      title={label}
      onClick={() => toggle(symbol)}
    >
      <Star isOn={isOn} />
    </ActionIcon>
  )
}
