/** The sandbox's controls in a sheet: its clock, its faults, its money, and its truth. */

import { useTranslation } from 'react-i18next'
import { Sheet } from '../parts/dialog.tsx'
import { Read } from '../parts/states.tsx'
import { ClockSection } from './clock-section.tsx'
import { FaultsSection } from './faults-section.tsx'
import { BurstSection, DepositSection } from './money-section.tsx'
import styles from './sandbox.module.css'
import { TruthSection } from './truth-section.tsx'
import { useFollowed, useSandboxState } from './use-sandbox.ts'

/** Open while mounted. */
export function SandboxDrawer({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const query = useSandboxState()
  const account = useFollowed(query.data)
  return (
    <Sheet title={t('sandbox.title')} onClose={onClose}>
      <div className={styles.drawer}>
        <p className="dim">{t('sandbox.intro')}</p>
        <Read query={query} waiting={8}>
          {({ clock, faults }) => (
            <>
              <ClockSection clock={clock} />
              <FaultsSection faults={faults} />
              {account === undefined ? null : (
                <>
                  <DepositSection account={account} />
                  <BurstSection account={account} />
                  <TruthSection account={account} isPaused={clock.paused} />
                </>
              )}
            </>
          )}
        </Read>
      </div>
    </Sheet>
  )
}
