/** The switch for an estimate of the time before tracking began, and the mark of figures that contain one. */

import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../settings/services.ts'
import { isPastKnown } from '../../state/range/complete-since.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import styles from './parts.module.css'

/** Marks a figure or a chart that contains an estimate. */
export function EstimateBadge() {
  const { t } = useTranslation()
  return (
    <span className={styles.estimate} title={t('estimate.hint')}>
      {t('estimate.badge')}
    </span>
  )
}

/**
 * Off by default; on, it shows the time before tracking began as an estimate.
 * Absent where that time is known, unless it is on.
 */
export function EstimateSwitch() {
  const { t } = useTranslation()
  const [{ estimate }, update] = usePreferences()
  const isKnown = isPastKnown(useAccountData('coverage') ?? [])
  if (isKnown && !estimate) return null
  return (
    <label className={styles.estimateSwitch} title={t('estimate.hint')}>
      <input type="checkbox" checked={estimate} onChange={() => update({ estimate: !estimate })} />
      <span>{t('estimate.show')}</span>
    </label>
  )
}
