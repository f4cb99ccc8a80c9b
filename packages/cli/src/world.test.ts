import { expect, it } from 'vitest'
import { openWorld } from './world.ts'

it('gives the gateway a parser for large answers of the exchange that is away from its loop', async () => {
  const { parseLarge } = openWorld('error')
  // The sources have no worker that runs, which shows that the text is not parsed here.
  await expect(parseLarge('[1]')).rejects.toThrow('its worker ended')
})
