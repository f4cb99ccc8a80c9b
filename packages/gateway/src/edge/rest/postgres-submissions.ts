/** Answers to order submissions in PostgreSQL, for all gateways of a database. */

import type { Database } from '@spotdeck/follow/postgres'
import { z } from 'zod'
import type { Submissions } from './submissions.ts'

const answerText = z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() })
const row = z.object({ fingerprint: z.string(), answer: z.string() })

/** Submissions in a database. */
export function postgresSubmissions(database: Database): Submissions {
  return {
    async find({ account, key }) {
      const sql = 'SELECT fingerprint, answer FROM submissions WHERE account = $1 AND key = $2'
      const [found] = (await database.all(sql, account, key)).map((one) => row.parse(one))
      if (found === undefined) return undefined
      return { fingerprint: found.fingerprint, ...answerText.parse(JSON.parse(found.answer)) }
    },
    async keep({ account, key }, { fingerprint, ...answer }, { now, forgetBefore }) {
      const sql = `WITH old AS (DELETE FROM submissions WHERE answered < $6 AND (account, key) <> ($1, $2))
        INSERT INTO submissions AS s (account, key, fingerprint, answer, answered) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account, key) DO UPDATE SET fingerprint = excluded.fingerprint, answer = excluded.answer,
          answered = excluded.answered WHERE s.answered < $6`
      await database.writes.all(sql, account, key, fingerprint, JSON.stringify(answer), now, forgetBefore)
    },
  }
}
