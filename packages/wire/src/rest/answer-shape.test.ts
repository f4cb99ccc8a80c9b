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

test('is read from its short form', () => {
  const fields = { price: 'text', 'status?': 'text', 'executedQty?': 'text', 'orderListId?': 'number' }
  expect(answerShapeOf('cancelOrder')).toMatchObject({
    fields: { ...fields, 'timeInForce?': { either: ['null', 'text'] } },
  })
  expect(answerShapeOf('depth')).toMatchObject({ fields: { bids: { list: { tuple: ['text', 'text'] } } } })
  expect(answerShapeOf('openOrders')).toEqual({ list: answerShapeOf('queryOrder') })
  expect(answerShapeOf('toString')).toBeUndefined()
})

test('every endpoint has one', () => {
  expect(endpoints.filter(({ name }) => answerShapeOf(name) === undefined)).toEqual([])
})
