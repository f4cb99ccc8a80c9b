// Runs every case and writes the page. Nothing on it depends on the clock, the machine or the order of things.

import { CCXT_VERSION } from '../lib/ccxt-offline.mjs'
import { account } from './account.mjs'
import { books } from './books.mjs'
import { market } from './market.mjs'
import { rest } from './rest.mjs'
import { openStage } from './stage.mjs'

const PARTS = [
  ['Order books', books],
  ['Orders, deals and balances', account],
  ['Market data and the wire', market],
  ['REST and listen keys', rest],
]

export async function casesPage() {
  const stage = await openStage()
  const parts = []
  let number = 0
  let alike = 0
  for (const [title, cases] of PARTS) {
    const sections = []
    for (const one of cases) {
      number++
      if (one.alike === true) alike++
      sections.push(section(number, one, await one.run(stage)))
    }
    parts.push(`## ${title}\n\n${sections.join('\n')}`)
  }
  return `${head(number, alike)}\n${parts.join('\n')}${TAIL}`
}

function head(count, alike) {
  return `# What MEXC sends, and what becomes of it

${count} cases of MEXC spot, each run on Spotdeck and on ccxt ${CCXT_VERSION} with the same frames and the same answers. Both
really run when this page is made, by \`npm run docs:cases\`; a test fails when the page is not what they say. In ${alike} cases
both serve their users alike. ccxt speaks to more than a hundred exchanges with one set of words; where it is wrong about
MEXC it is mostly because MEXC moved and one program cannot follow them all.
`
}

const TAIL = `
## Size, start and memory

| | Spotdeck | ccxt |
| --- | ---: | ---: |
| installed with all it needs, MB | 1.9 | 64 |
| import, ms of processor | 75 to 86 | 442 to 504 |
| resident memory it adds, MB | 16 | 80 to 84 |
| heap after it, MB | 5.3 | 44 |

Measured with Node 20.20 on two shared, very busy cores; \`node bench/size.mjs\` prints the same of your machine.
Speed is in [bench.md](bench.md).
`

function section(number, { title, about, sense, alike }, { ours, ccxt }) {
  return `### ${number}. ${title}

${about}

| | |
| --- | --- |
| Spotdeck | ${cell(ours)} |
| ccxt | ${cell(ccxt)} |

${alike === true ? 'Alike. ' : ''}${sense}
`
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
