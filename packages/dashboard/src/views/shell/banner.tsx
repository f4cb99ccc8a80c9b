/** Bars of every page: at its lower edge where figures may be wrong, above it where the key is dangerous. */

import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { useMessage } from '../../i18n/use-message.ts'
import { useKeyCanWithdraw } from '../../state/queries/warnings.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { Icon } from '../parts/icons.tsx'
import { useDuration } from '../parts/figures.tsx'
import { SandboxContext } from '../parts/sandbox-offer.tsx'
import { CatalogueText } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { useSandboxPaused } from '../sandbox/use-sandbox.ts'
import { useLineWords } from './use-line-words.ts'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './shell.module.css'

/** A lost line is mentioned only after this long: a blink is nobody's business. */
const GRACE_MS = 2_500

/** Amber while something is not sure; nothing otherwise. */
export function Banner() {
  const paused = useSandboxPaused(use(SandboxContext) !== undefined)
  const text = useBannerText(paused.isPaused)
  const { t } = useTranslation()
  if (text === undefined) return null
  return (
    <div className={styles.banner} role="status">
      <div className={styles.bannerText}>
        <Icon name="warning" />
        <p>
          <CatalogueText text={text.words} />
        </p>
        {text.isPause ? <SmallButton onClick={paused.resume}>{t('sandbox.go')}</SmallButton> : null}
      </div>
    </div>
  )
}

type BannerText = { readonly words: string; readonly isPause?: boolean }

/** While the sandbox's clock stands still, that is why the exchange is silent: it is said instead. */
function useBannerText(isPaused: boolean): BannerText | undefined {
  const { t } = useTranslation()
  const duration = useDuration()
  const format = useTimeFormat()
  const { store } = useAccount()
  const connection = useAccountData('connection')
  const line = useLineWords()
  const now = useAccountData('now') - store.clockOffsetMs
  if (connection.phase === 'waiting') {
    const lostMs = now - connection.lostAt
    if (lostMs < GRACE_MS) return undefined
    const time = format.clock(connection.lostAt)
    const word = connection.isCrowded === true ? 'state.bannerCrowded' : 'state.bannerLost'
    return { words: t(word, { duration: duration(lostMs), time, attempt: connection.attempt }) }
  }
  if (isPaused) return { words: t('sandbox.pausedHint'), isPause: true }
  return connection.phase === 'open' && line?.mayBeStale === true ? line : undefined
}

/**
 * Red, above the page, for the owner of a key that may withdraw, which can lose everything: on every page until it is
 * replaced, and not to be closed.
 */
export function KeyBanner() {
  const formatMessage = useMessage()
  if (!useKeyCanWithdraw()) return null
  return (
    <div className={styles.keyBanner} role="alert" data-testid="key-warning">
      <Icon name="warning" />
      <p>
        <strong>{formatMessage('noticeText', 'KEY_CAN_WITHDRAW')}</strong>
      </p>
    </div>
  )
}
