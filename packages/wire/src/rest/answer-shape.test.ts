import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { answerShapeOf } from './answer-shape.ts'
import { endpoints } from './endpoints.ts'

test('the shapes of answers are up to date with the types of the endpoint table', async () => {
  const script = fileURLToPath(new URL('../../../../scripts/generate-answers.mjs', import.meta.url))
  const { stderr } = await promisify(execFile)(process.execPath, [script, '--check'])
  expect(stderr).toBe('')
})

test('every endpoint has one', () => {
  expect(endpoints.filter(({ name }) => answerShapeOf(name) === undefined)).toEqual([])
})
