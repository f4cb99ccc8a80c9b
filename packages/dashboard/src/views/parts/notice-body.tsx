/** A notice in words: its kind and time, what it means for what the account holds, and its announcement. */

import type { AccountNotice, NoticeData } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { amountAt } from '../../format/number.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { useMessage } from '../../i18n/use-message.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { CatalogueText } from './states.tsx'
import { Icon } from './icons.tsx'
import styles from './parts.module.css'
import { useRedact } from './use-redact.ts'

type NoticeBodyProps = {
  readonly notice: NoticeData | AccountNotice
  /** It is about what the account holds, or about the market on screen. */
  readonly touches?: boolean
}

/** Names pairs and amounts as the rest of the page does. */
export function NoticeBody({ notice, touches = false }: NoticeBodyProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return (
    <>
      <p className={styles.noticeKind} data-touches={touches || undefined}>
        <span>
          {touches ? <Icon name="warning" size={14} /> : null}{' '}
          <span className="sentence">{formatMessage('notice', notice.kind)}</span>
        </span>
      </p>
      <NoticeTimes notice={notice} />
      <p className="dim">
        <NoticeText notice={notice} />
      </p>
      {notice.url === undefined ? null : (
        <a href={notice.url} target="_blank" rel="noreferrer noopener">
          {t('overview.announcement')} <Icon name="external" size={12} />
        </a>
      )}
    </>
  )
}

/** The sentence of a notice alone. */
export function NoticeText({ notice }: Pick<NoticeBodyProps, 'notice'>) {
  const formatMessage = useMessage()
  return <CatalogueText text={formatMessage('noticeText', notice.code, useParamsOf(notice))} />
}

function useParamsOf(notice: NoticeData | AccountNotice): NoticeData['params'] {
  const digits = useDigits()
  const assets = useAccountData('assets')
  const hide = useRedact()
  const { symbols, held } = notice.params
  const amountOf = (asset: string) => {
    const total = assets?.find((row) => row.asset === asset)?.total
    return total === undefined ? asset : `${hide(amountAt(total, digits.asset(asset)))} ${asset}`
  }
  const each = (text: string, wordsOf: (name: string) => string) => text.split(', ').map(wordsOf).join(', ')
  return {
    ...notice.params,
    ...(typeof symbols === 'string' ? { symbols: each(symbols, digits.pair) } : {}),
    ...(typeof held === 'string' ? { held: each(held, amountOf) } : {}),
  }
}

/** From when, and until when where it is told. */
function NoticeTimes({ notice: { effectiveAt, endsAt } }: { readonly notice: NoticeData }) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  if (effectiveAt === undefined) return null
  const now = store.read('now')
  const at = (time: number) => format.dateTime(time, now)
  const words =
    endsAt === undefined
      ? t(effectiveAt > now ? 'overview.effective' : 'state.since', { time: at(effectiveAt) })
      : t('overview.during', { from: at(effectiveAt), to: at(endsAt) })
  return <p className="dim num">{words}</p>
}
