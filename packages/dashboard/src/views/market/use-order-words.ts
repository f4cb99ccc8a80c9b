/** An order in the words that a person would check it by. */

import type { Market, NewOrderRequest } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { fixed, full } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useRedact } from '../parts/use-redact.ts'

/** Says an order of `market` with its digits: side, how much of what (hidden in privacy mode), at which price, of which type. */
export function useOrderWords({
  baseAsset,
  quoteAsset,
  priceDigits,
  quantityDigits,
}: Market): (order: NewOrderRequest) => string {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const hide = useRedact()
  return ({ side, type, quantity, quoteQuantity, price }) => {
    const [amount, asset] =
      quantity === undefined ? [full(quoteQuantity), quoteAsset] : [fixed(quantity, quantityDigits), baseAsset]
    const common = {
      side: capital(formatMessage('side', side)),
      type: formatMessage('orderType', type),
      amount: hide(amount),
      asset,
    }
    if (price !== undefined)
      return t('market.orderAt', { ...common, price: fixed(price, priceDigits), quote: quoteAsset })
    return t(quantity === undefined ? 'market.orderFor' : 'market.orderMarket', common)
  }
}
