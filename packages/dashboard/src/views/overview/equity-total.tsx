/** The total of the account in a currency of choice, with the rate and its age; without a rate it says so. */

import type { EquityData } from '@spotdeck/api'
import { decimal, divide, isPositive } from '@spotdeck/exact'
import { useTranslation } from 'react-i18next'
import { money, rounded } from '../../format/number.ts'
import { currencies } from '../../settings/preferences.ts'
import { usePreferences } from '../../settings/services.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { Choose } from '../parts/choose.tsx'
import { Figure, useDuration } from '../parts/figures.tsx'
import styles from './overview.module.css'

type EquityTotalProps = { readonly equity: EquityData; readonly isOld: boolean }

/** Digits that the exchange's smallest unit of BTC has. */
const DIGITS = 8

/** The figure, its currency, and where the currency is another than that of the account its rate. */
export function EquityTotal({ equity, isOld }: EquityTotalProps) {
  const { t } = useTranslation()
  const [{ currency }, update] = usePreferences()
  const rate = equity.byAsset.find(({ asset }) => asset === currency)?.price
  const isOwn = currency === equity.unit
  const total = isOwn ? equity.total : convert(equity.total, rate)
  return (
    <>
      <strong className={equity.stale === true || isOld ? 'dim' : ''}>
        <Figure exact={total} shown={isOwn ? rounded(total, 2) : rounded(total, DIGITS)} amount testId="equity-total" />
      </strong>
      <Choose
        w={84}
        aria-label={t('overview.currency')}
        options={currencies.map((value) => ({ value, label: value }))}
        value={currency}
        onChange={(value) => update({ currency: value })}
      />
      {isOwn ? null : <Rate currency={currency} rate={rate} />}
    </>
  )
}

/** The unit of figures beside the total, where that is in another currency. */
export function OwnUnit() {
  const [{ currency }] = usePreferences()
  return currency === 'USDT' ? null : <span className="dim"> USDT</span>
}

function Rate({ currency, rate }: { readonly currency: string; readonly rate: string | undefined }) {
  const { t } = useTranslation()
  const duration = useDuration()
  const { prices } = useAccountData('freshness')
  if (rate === undefined) return <span className={styles.unsure}>{t('overview.noRate', { currency })}</span>
  const age = duration(prices.ageMs ?? 0)
  return <span className="dim num">{t('overview.rate', { currency, rate: money(rate), age })}</span>
}

/** Divides a total in USDT by the price of one unit; `undefined` where no price is known. */
function convert(total: string, rate: string | undefined): string | undefined {
  const price = rate === undefined ? undefined : decimal<'USDT per unit'>(rate)
  return price !== undefined && isPositive(price) ? divide<'unit'>(decimal<'USDT'>(total), price, DIGITS) : undefined
}
