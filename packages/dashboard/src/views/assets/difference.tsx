/** An asset whose balance is not what its purchases, sales and flows add up to. */

import { useTranslation } from 'react-i18next'
import type { PnlReport } from '@spotdeck/api'
import { full, signOf } from '../../format/number.ts'
import { useResults } from '../../state/queries/market-queries.ts'
import parts from '../parts/parts.module.css'
import styles from './assets.module.css'

type Difference = NonNullable<PnlReport['differences']>[number]

function useDifferenceWords(): (difference: Difference) => string {
  const { t } = useTranslation()
  return ({ asset, difference }) => {
    const amount = full(difference.replace(/^-/, ''))
    return signOf(difference) > 0 ? t('assets.heldMore', { amount, asset }) : t('assets.heldLess', { amount, asset })
  }
}

/** A mark on an asset, with what it means; nothing where the two agree. */
export function DifferenceBadge({ difference }: { readonly difference: Difference | undefined }) {
  const { t } = useTranslation()
  const wordsOf = useDifferenceWords()
  if (difference === undefined) return null
  return (
    <span className={parts.badge} title={t('assets.differs')}>
      {t('assets.differs')}
      <span className="visually-hidden private">{wordsOf(difference)}</span>
    </span>
  )
}

/** The same as a sentence, on the page of the asset. */
export function DifferenceNote({ asset }: { readonly asset: string }) {
  const wordsOf = useDifferenceWords()
  const difference = useResults().differences.get(asset)
  if (difference === undefined) return null
  return (
    <p className={`dim private ${styles.lockedHint ?? ''}`} role="status">
      {wordsOf(difference)}
    </p>
  )
}
