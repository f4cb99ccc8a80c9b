/** The market's prints as they come. */

import type { Market } from '@spotdeck/api'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed } from '../../format/number.ts'
import { isoTime } from '../../format/time.ts'
import { useMessage } from '../../i18n/use-message.ts'
import { usePastPrints } from '../../state/queries/market-queries.ts'
import type { Print } from '../../state/store/market-store.ts'
import { useAccount, useMarket } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { ShortFigure } from '../parts/figures.tsx'
import { Empty, Failed, SkeletonRows } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './market.module.css'

const SHOWN = 60

/** The newest prints; a word of the side stands for those who cannot tell the colours. */
export function TapeCard({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const { market: live } = useAccount()
  const prints = useMarket('prints')
  const { data, error, isPending, refetch } = usePastPrints(market.symbol)
  useEffect(() => {
    if (data !== undefined) live.addPast(data.symbol, data.items)
  }, [data, live])
  return (
    <Card title={t('market.tape')} live="market" className={styles.tape} flush>
      {prints.length === 0 ? (
        isPending ? (
          <SkeletonRows count={8} />
        ) : error !== null ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : (
          <Empty title={t('market.tapeEmpty')} />
        )
      ) : (
        <ol className={styles.prints} tabIndex={0} aria-label={t('market.tape')}>
          {prints.slice(0, SHOWN).map((print) => (
            <PrintRow key={print.number} print={print} market={market} />
          ))}
        </ol>
      )}
    </Card>
  )
}

function PrintRow({ print, market }: { readonly print: Print; readonly market: Market }) {
  const formatMessage = useMessage()
  const format = useTimeFormat()
  const isBuy = print.side === 'BUY'
  return (
    <li className={styles.print}>
      <span className={`num ${isBuy ? 'up' : 'down'}`}>
        <span aria-hidden="true">{isBuy ? '▲' : '▼'} </span>
        <span className="visually-hidden">{formatMessage('side', print.side)} </span>
        {fixed(print.price, market.priceDigits)}
      </span>
      <ShortFigure exact={print.quantity} digits={market.quantityDigits} />
      <time className="num dim" dateTime={isoTime(print.time)} title={isoTime(print.time)}>
        {format.clock(print.time)}
      </time>
    </li>
  )
}
