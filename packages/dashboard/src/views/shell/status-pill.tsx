/** Connection status in a word and a figure; the reasons on demand. */

import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { lineState } from '../../state/store/connection-status.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { useFreshness } from '../../state/store/use-freshness.ts'
import { milliseconds, useDuration } from '../parts/figures.tsx'
import { type ButtonElement, loadOnHover } from '../parts/load-on-hover.tsx'
import { SandboxContext } from '../parts/sandbox-offer.tsx'
import { useSandboxPaused } from '../sandbox/use-sandbox.ts'
import styles from './shell.module.css'

const Explained = loadOnHover<{ readonly button: ButtonElement }>(
  async () => (await import('./connection-details.tsx')).ConnectionDetails,
)

/** The pill and what stands behind it. */
export function StatusPill() {
  const { t } = useTranslation()
  const { isPaused } = useSandboxPaused(use(SandboxContext) !== undefined)
  const freshness = useAccountData('freshness')
  const line = lineState(useAccountData('connection'), useAccountData('status'), { isPaused, freshness })
  return (
    <Explained
      button={
        <button
          type="button"
          className={styles.pill}
          data-tone={line.tone}
          data-aged={freshness.ageMs === undefined || isPaused ? undefined : true}
          data-testid="stream-state"
        >
          <span className={styles.lamp} aria-hidden="true" />
          <span className={styles.word}>{t(`state.${line.word}`)}</span>
          {freshness.ageMs === undefined || isPaused ? <Latency shown={line.tone === 'good'} /> : <PillAge />}
        </button>
      }
    />
  )
}

/** In place of the latency: how old the newest data is. */
function PillAge() {
  const { t } = useTranslation()
  const duration = useDuration()
  const { ageMs = 0 } = useFreshness('account')
  return <span className={`num ${styles.pillAge}`}>{t('state.age', { duration: duration(ageMs) })}</span>
}

function Latency({ shown }: { readonly shown: boolean }) {
  const health = useAccountData('health')
  if (!shown) return null
  return <span className={`num ${styles.latency}`}>{milliseconds(health?.latencyMs)}</span>
}
