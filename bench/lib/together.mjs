// Benchmarks that say nothing of a ratio, one after the other in this process: what they import is loaded once. Prints the name of each that has ended.
// node --expose-gc bench/lib/together.mjs '{"answer": []}'

import { pathToFileURL } from 'node:url'

const [, program, wanted] = process.argv
for (const [name, args] of Object.entries(JSON.parse(wanted))) {
  const file = new URL(`../${name}.mjs`, pathToFileURL(program))
  process.argv = [process.execPath, file.pathname, ...args]
  await import(file.href)
  console.log(`ended: ${name}`)
}
// What a benchmark leaves open, such as an idle connection, would keep this process for seconds.
process.exit()
