/** Pages in a tarball: their links lead to what is in it, or into the repository. */

import { expect, test } from 'vitest'

type Packing = { page: string; packed: ReadonlyMap<string, string>; repository?: string }
const PAGES = new URL('../../scripts/lib/packed-pages.mjs', import.meta.url).href
const { packedText } = (await import(/* @vite-ignore */ PAGES)) as {
  packedText: (text: string, packing: Packing) => string
}

const packed = new Map([
  ['packages/mexc/README.md', 'README.md'],
  ['docs/sdk.md', 'docs/sdk.md'],
  ['docs/evidence/cases.md', 'docs/evidence/cases.md'],
])
const readme = { page: 'packages/mexc/README.md', packed }

test('a link to a packed page leads to its place in the tarball', () => {
  expect(packedText('[guide](../../docs/sdk.md#install)', readme)).toBe('[guide](docs/sdk.md#install)')
  expect(packedText('[the\nguide](../sdk.md)', { page: 'docs/evidence/cases.md', packed })).toBe(
    '[the\nguide](../sdk.md)',
  )
})

test('a link to anything else leads into the repository, or is plain words where that is not known', () => {
  const text = 'see [`examples`](../../examples) and [it](../../docs/api.md#at)'
  const repository = 'https://git.example/us/spotdeck/blob/v1.0.0'
  expect(packedText(text, { ...readme, repository })).toBe(
    `see [\`examples\`](${repository}/examples) and [it](${repository}/docs/api.md#at)`,
  )
  expect(packedText(text, readme)).toBe('see `examples` and it')
})

test('addresses, headings of the page and code stay as they are', () => {
  const text = '[a](https://b.example) [c](#d)\n\n```js\nmakers[0](options)\n```\n'
  expect(packedText(text, readme)).toBe(text)
})
