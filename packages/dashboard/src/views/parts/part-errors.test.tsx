import type { EquityData } from '@spotdeck/api'
import { expect, test, vi } from 'vitest'
import { createApi } from '../../live/api-client.ts'
import { assetOf } from '../../live/testing/events.ts'
import { FakeWorld } from '../../live/testing/fake-world.ts'
import { OverviewPage } from '../overview/overview-page.tsx'
import { equity } from '../testing/fixtures.ts'
import { openPage } from '../testing/page.tsx'

test('a field that is missing in an answer takes down its card alone', async () => {
  using complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { unpriced: _, ...rest } = equity
  const snapshot = { assets: [assetOf('MX', '1')] }
  const { root, text } = await openPage(<OverviewPage />, { equity: rest as EquityData, snapshot })
  expect(complaints).toHaveBeenCalled()
  expect(text()).toContain('Something went wrong')
  expect(text()).toContain('12,482.17')
  expect(root.querySelector('section[aria-label="Today"]')).not.toBeNull()
})

test('a session without grants is one without rights', async () => {
  const world = new FakeWorld()
  world.fetch = () => Promise.resolve(new Response(JSON.stringify({ audience: 'owner', accounts: ['main'] })))
  expect(await createApi(world).session()).toEqual({ grants: [], audience: 'owner', accounts: ['main'] })
})
