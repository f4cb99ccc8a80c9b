/** Origin of a balance change: the deal with its price and fee, or the state and network of a flow. */

import type { Movement } from '@spotdeck/api'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { money } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { MarketName, atDigits } from '../orders/order-figures.tsx'
import { useOrderLink } from '../orders/open-order.ts'
import { SideWord } from '../parts/figures.tsx'

/** True for a movement of a known order, or of a flow of which more is known than its kind. */
export const isNamed = (row: Movement): boolean =>
  row.symbol !== undefined || row.flowState !== undefined || row.network !== undefined

type MovementOriginProps = {
  readonly row: Movement
  /** Only the market, on a phone. */
  readonly short?: boolean
}

/** One line; the market of a trade leads to its order. Nothing where the origin is not known. */
export function MovementOrigin({ row, short = false }: MovementOriginProps) {
  const { t }: { t: TFunction<'page'> } = useTranslation()
  const formatMessage = useMessage()
  if (row.symbol !== undefined) return <TradeOrigin row={row} symbol={row.symbol} short={short} />
  const state = row.flowState === undefined ? [] : [capital(formatMessage('withdrawal', row.flowState))]
  const parts = [...state, ...(row.network === undefined ? [] : [row.network])]
  return parts.length === 0 ? null : <span className="dim">{parts.join(t('assets.comma'))}</span>
}

type TradeOriginProps = { readonly row: Movement; readonly symbol: string; readonly short: boolean }

function TradeOrigin({ row, symbol, short }: TradeOriginProps) {
  const { t }: { t: TFunction<'page'> } = useTranslation()
  const digits = useDigits()
  const linkOf = useOrderLink()
  const market = <MarketName symbol={symbol} digits={digits} />
  const { orderId, side, price, fee, feeAsset } = row
  return (
    <span>
      {side === undefined ? null : <SideWord side={side} />}{' '}
      {orderId === undefined ? market : <Link {...linkOf(orderId)}>{market}</Link>}
      {short || price === undefined ? null : (
        <span className="dim">{t('assets.atPrice', { price: atDigits(price, digits.price(symbol)) })}</span>
      )}
      {short || fee === undefined || feeAsset === undefined ? null : (
        <span className="dim private">{t('assets.withFee', { fee: money(fee), asset: feeAsset })}</span>
      )}
    </span>
  )
}
