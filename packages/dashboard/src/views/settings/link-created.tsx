/** A new link: who can open it, its address to copy, and the same as a code for a phone. */

import { useTranslation } from 'react-i18next'
import { encode } from 'uqr'
import { linkReach } from '../../state/login/link-reach.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './settings.module.css'

type LinkCreatedProps = { readonly url: string; readonly onClose: () => void }

/** The dialog after a link was made; its address is not shown again. */
export function LinkCreated({ url, onClose }: LinkCreatedProps) {
  const { t } = useTranslation()
  const reach = linkReach(url)
  return (
    <Dialog title={t('links.make')} onClose={onClose} size={440}>
      <div className={styles.form}>
        <p>{t('links.made')}</p>
        <p data-testid="link-reach">
          {t(`links.opens.${reach}`)}
          {reach === 'machine' ? <span className="dim"> {t('links.opensHint')}</span> : null}
        </p>
        {/* A phone cannot open what this machine alone can. */}
        {reach === 'machine' ? null : <QrCode text={url} label={t('links.qr')} />}
        <code className={styles.url} data-testid="link-url">
          {url}
        </code>
        <div className={styles.answers}>
          <SmallButton onClick={onClose}>{t('links.done')}</SmallButton>
          <CopyButton text={url} label={t('links.copy')} isPrimary />
        </div>
      </div>
    </Dialog>
  )
}

function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text)
  const dots = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={dots.join('')} />
    </svg>
  )
}
