/** Source of the market page's data, and its update interval. */

import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePreferences, useServices } from '../../settings/services.ts'
import { chooseDirectMarket } from '../../settings/direct-market.ts'
import { useMarket } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { Row } from './setting-row.tsx'

/** The owner's choice to read the exchange's public stream in this browser. */
export function MarketDataCard() {
  const { t } = useTranslation()
  const services = useServices()
  const [{ directMarket }] = usePreferences()
  const isUnavailable = useMarket('direct') === 'unavailable'
  const hint = (
    <>
      {t('direct.hint')}
      <br />
      {t('direct.safety')}
      {isUnavailable ? (
        <>
          <br />
          <strong>{t('direct.status.unavailable')}</strong>
        </>
      ) : null}
    </>
  )
  return (
    <Card title={t('direct.title')}>
      <Row label={t('direct.setting')} hint={hint}>
        <Switch
          data-testid="direct-market"
          aria-label={t('direct.setting')}
          checked={directMarket}
          onChange={(event) => void chooseDirectMarket(services, event.currentTarget.checked)}
        />
      </Row>
      <Row label={t('direct.rate')} hint={t('direct.rateHint')}>
        <span className="num">{t('direct.rates')}</span>
      </Row>
    </Card>
  )
}
