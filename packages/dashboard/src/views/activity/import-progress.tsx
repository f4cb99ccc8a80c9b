/** Progress of an import, with the button that cancels it. */

import { Progress } from '@mantine/core'
import type { ImportProgress } from '@spotdeck/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { shareDone } from './import-words.ts'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './activity.module.css'

type ImportProgressCardProps = { readonly progress: ImportProgress; readonly onCancel: () => void }

/** A bar with the phase and the rows done; without a known total it only moves. */
export function ImportProgressCard({ progress, onCancel }: ImportProgressCardProps) {
  const { t } = useTranslation()
  const [isCanceling, setCanceling] = useState(false)
  const { phase, done, total } = progress
  const running = phase === 'matching' || phase === 'applying' ? phase : 'reading'
  const share = shareDone(progress)
  const label = isCanceling ? t('importing.canceling') : t(`importing.phase.${running}`)
  return (
    <div className={styles.progress} role="status" data-testid="import-progress">
      <div className={styles.progressHead}>
        <span>{label}</span>
        {total === null ? null : (
          <span className="num dim">
            {t('importing.rowsDone', { done: full(String(done)), total: full(String(total)) })}
          </span>
        )}
      </div>
      <Progress value={share ?? 100} animated={share === undefined} striped={share === undefined} aria-label={label} />
      <SmallButton
        disabled={isCanceling}
        onClick={() => {
          setCanceling(true)
          onCancel()
        }}
      >
        {t('importing.cancel')}
      </SmallButton>
    </div>
  )
}
