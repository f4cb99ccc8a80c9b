/** Age of the data of a card: nothing while it is fresh; what is old is dimmed by the card's style. */

import { useTranslation } from 'react-i18next'
import { type FreshnessOf, useFreshness } from '../../state/store/use-freshness.ts'
import { useDuration } from './figures.tsx'
import styles from './parts.module.css'

/** Drawn in a card's header; `data-old` dims the card around it. */
export function DataAge({ of }: { readonly of: FreshnessOf }) {
  const { t } = useTranslation()
  const duration = useDuration()
  const { ageMs, isOld, source } = useFreshness(of)
  if (ageMs === undefined) return null
  return (
    <span className={`num ${styles.dataAge}`} data-old={isOld || undefined} data-testid="data-age">
      {t(source === undefined ? 'state.age' : `assets.${source}Age`, { duration: duration(ageMs) })}
    </span>
  )
}
