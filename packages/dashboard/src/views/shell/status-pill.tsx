/** Connection status in a word and a figure; the reasons on demand. */

import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { lineState } from '../../state/connection-status.ts'
import { useAccountData } from '../../state/use-account-data.ts'
import { type ButtonElement, loadOnHover } from '../parts/load-on-hover.tsx'
import { SandboxContext } from '../parts/sandbox-offer.tsx'
import { useSandboxPaused } from '../sandbox/use-sandbox.ts'
import { milliseconds } from './milliseconds.ts'
import styles from './shell.module.css'

const Explained = loadOnHover<{ readonly button: ButtonElement }>(
  async () => (await import('./connection-details.tsx')).ConnectionDetails,
)

/** The pill and what stands behind it. */
export function StatusPill() {
  const { t } = useTranslation()
  const { isPaused } = useSandboxPaused(use(SandboxContext) !== undefined)
  const line = lineState(useAccountData('connection'), useAccountData('status'), isPaused)
  return (
    <Explained
      button={
        <button type="button" className={styles.pill} data-tone={line.tone} data-testid="stream-state">
          <span className={styles.lamp} aria-hidden="true" />
          <span>{t(`state.${line.word}`)}</span>
          <Latency shown={line.tone === 'good'} />
        </button>
      }
    />
  )
}

function Latency({ shown }: { readonly shown: boolean }) {
  const health = useAccountData('health')
  if (!shown) return null
  return <span className={`num ${styles.latency}`}>{milliseconds(health?.latencyMs)}</span>
}
