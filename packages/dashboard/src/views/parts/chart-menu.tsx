/** Export menu of a chart: a picture, and its figures; and the small button of every export. */

import { ActionIcon } from '@mantine/core'
import type { HTMLAttributes, RefAttributes } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../../settings/services.ts'
import { Icon, type IconName } from './icons.tsx'
import { ButtonMenu } from './menu.tsx'

type ChartMenuProps = {
  /** The file's name without its ending. */
  readonly name: string
  /** The chart as drawn now; absent while there is none. */
  readonly picture: () => HTMLCanvasElement | undefined
  readonly csv: () => string
}

/** A small button with a menu: save the picture, or the figures as CSV. */
export function ChartMenu({ name, picture, csv }: ChartMenuProps) {
  const { t } = useTranslation()
  const { world } = useServices()
  const savePicture = () => {
    picture()?.toBlob((blob) => {
      if (blob !== null) world.save(`${name}.png`, blob)
    })
  }
  const saveFigures = () => world.save(`${name}.csv`, new Blob([csv()], { type: 'text/csv;charset=utf-8' }))
  return (
    <ButtonMenu
      position="bottom-end"
      button={<ExportButton label={t('action.download')} />}
      items={[
        { key: 'png', label: t('action.asPng'), onPick: savePicture },
        { key: 'csv', label: t('action.asCsv'), onPick: saveFigures },
      ]}
    />
  )
}

type ExportButtonProps = HTMLAttributes<HTMLButtonElement> &
  RefAttributes<HTMLButtonElement> & {
    readonly label: string
    readonly icon?: IconName
    /** True while the file is made. */
    readonly loading?: boolean
  }

/** A small icon, that of a download unless said; `label` is its name for screen readers and its tooltip. */
export function ExportButton({ label, icon = 'download', ...button }: ExportButtonProps) {
  return (
    <ActionIcon {...button} color="gray" size={26} aria-label={label} title={label}>
      <Icon name={icon} size={14} />
    </ActionIcon>
  )
}
