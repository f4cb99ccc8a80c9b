/** Dialog for a link that is opened while a session exists. */

import { Button } from '@mantine/core'
import type { Problem } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { Dialog } from '../parts/dialog.tsx'
import { CatalogueText } from '../parts/states.tsx'
import styles from './login.module.css'

type ReplaceSessionProps = {
  /** Rights of the link: the parameters of `SESSION_EXISTS`. */
  readonly grant: Problem['params']
  readonly onReplace: () => void
  readonly onKeep: () => void
}

/** Asks before a link takes the place of the session; keeping it is the easy answer. */
export function ReplaceSession({ grant, onReplace, onKeep }: ReplaceSessionProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const audience = capital(formatMessage('audience', String(grant['audience'])))
  const label = grant['label']
  const accounts = grant['accounts'] === 'all' ? t('login.allAccounts') : String(grant['accounts'] ?? '')
  return (
    <Dialog title={t('login.replaceTitle')} onClose={onKeep} size={440}>
      <div className={styles.question} data-testid="replace-session">
        <dl className={styles.grant}>
          <dt>{t('login.opens')}</dt>
          <dd>{label === undefined ? audience : t('login.named', { audience, label })}</dd>
          <dt>{t('login.accounts')}</dt>
          <dd>{accounts}</dd>
        </dl>
        <p className="dim">{t('login.replaceHint')}</p>
        <div className={styles.answers}>
          <Button variant="default" size="compact-md" onClick={onReplace}>
            {t('login.replace')}
          </Button>
          <Button size="compact-md" onClick={onKeep} data-autofocus>
            {t('login.keep')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** A link that opened nothing, while the session stays. */
export function LinkFailed({ trouble, onClose }: { readonly trouble: string; readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('login.failed')} onClose={onClose} size={440}>
      <div className={styles.question}>
        <p role="alert">
          <CatalogueText text={trouble} />
        </p>
        <p className="dim">{t('login.stillSignedIn')}</p>
        <div className={styles.answers}>
          <Button size="compact-md" onClick={onClose} data-autofocus>
            {t('action.close')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
