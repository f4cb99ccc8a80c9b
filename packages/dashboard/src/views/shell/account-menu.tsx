/** Which account is on screen, and the way to another. */

import { Menu } from '@mantine/core'
import type { AccountInfo } from '@spotdeck/api'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useServices } from '../../settings/services.ts'
import { Icon } from '../parts/icons.tsx'
import styles from './shell.module.css'

/** A menu of accounts, and signing out. */
export function AccountMenu({
  accounts,
  account,
}: {
  readonly accounts: readonly AccountInfo[]
  readonly account: string
}) {
  const { t } = useTranslation()
  const { api } = useServices()
  const client = useQueryClient()
  const [, setSearch] = useSearchParams()
  const current = accounts.find((candidate) => candidate.id === account)
  const signOut = () => {
    void api.logout().finally(() => client.resetQueries({ queryKey: ['session'] }))
  }
  return (
    <Menu position="bottom-start" width={220} shadow="sm">
      <Menu.Target>
        <button
          type="button"
          className={styles.account}
          aria-label={t('nav.accountIs', { account: current?.label ?? account })}
        >
          <span className="truncate">{current?.label ?? account}</span>
          <Icon name="chevron" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('nav.account')}</Menu.Label>
        {accounts.map((candidate) => (
          <Menu.Item
            key={candidate.id}
            onClick={() => setSearch(candidate.id === accounts[0]?.id ? {} : { account: candidate.id })}
            rightSection={candidate.id === account ? '✓' : null}
          >
            {candidate.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="sign-out" size={14} />} onClick={signOut}>
          {t('action.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
