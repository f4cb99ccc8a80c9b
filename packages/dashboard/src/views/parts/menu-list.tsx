/** An opened menu around its button. */

import { Menu } from '@mantine/core'
import { cloneElement } from 'react'
import { Link, type To } from 'react-router'
import { Icon, type IconName } from './icons.tsx'
import { type ButtonElement, useFirstPress } from './load-on-hover.tsx'

/** One line of a menu: something to do, or a page to go to. */
export type MenuItem = {
  readonly key: string
  readonly label: string
  readonly icon?: IconName
  readonly isCurrent?: boolean
  /** A line stands above it. */
  readonly isApart?: boolean
} & ({ readonly onPick: () => void } | { readonly to: To })

/** Entries of a menu and the button that opens it. */
export type MenuListProps = {
  readonly button: ButtonElement
  readonly items: readonly MenuItem[]
  readonly heading?: string
  readonly position: 'bottom-start' | 'bottom-end' | 'top-end'
  readonly widthPx?: number
}

/** The menu; `button` opens and closes it. */
export function MenuList({ button, items, heading, position, widthPx }: MenuListProps) {
  const target = useFirstPress()
  return (
    <Menu position={position} shadow="sm" withInitialFocusPlaceholder={false} width={widthPx}>
      <Menu.Target>{cloneElement(button, { ref: target })}</Menu.Target>
      <Menu.Dropdown>
        {heading === undefined ? null : <Menu.Label>{heading}</Menu.Label>}
        {items.map((item) => [
          item.isApart === true ? <Menu.Divider key={`above-${item.key}`} /> : null,
          <Item key={item.key} item={item} />,
        ])}
      </Menu.Dropdown>
    </Menu>
  )
}

function Item({ item }: { readonly item: MenuItem }) {
  const icon = item.icon === undefined ? undefined : <Icon name={item.icon} size={14} />
  if ('to' in item) {
    return (
      <Menu.Item component={Link} to={item.to} leftSection={icon}>
        {item.label}
      </Menu.Item>
    )
  }
  return (
    <Menu.Item onClick={item.onPick} leftSection={icon} rightSection={item.isCurrent === true ? '✓' : null}>
      {item.label}
    </Menu.Item>
  )
}
