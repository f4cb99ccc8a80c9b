/** Export menu of a chart: a picture, and its figures. */

import { ActionIcon } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useServices } from '../../settings/services.ts'
import { Icon } from './icons.tsx'
import { ButtonMenu } from './menu.tsx'

type ChartMenuProps = {
  /** The file's name without its ending. */
  readonly name: string
  /** The chart as drawn now; absent while there is none. */
  readonly picture: () => HTMLCanvasElement | undefined
  readonly csv: () => string
}

/** A small button that opens the two ways. */
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
      button={
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={t('action.download')}
          title={t('action.download')}
        >
          <Icon name="download" size={14} />
        </ActionIcon>
      }
      items={[
        { key: 'png', label: t('action.asPng'), onPick: savePicture },
        { key: 'csv', label: t('action.asCsv'), onPick: saveFigures },
      ]}
    />
  )
}
