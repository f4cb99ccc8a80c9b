/** Answers to order submissions in PostgreSQL, for all gateways of a database. */

import type { Database } from '@spotdeck/store/postgres'
import { z } from 'zod'
import type { Submissions } from './submissions.ts'

const answerText = z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() })
const row = z.object({ fingerprint: z.string(), answer: z.string() })
/** Text in place of the answer that a key has not got yet. */
const NO_ANSWER = ''

/** Submissions in a database. */
export function postgresSubmissions(database: Database): Submissions {
  return {
    async bind({ account, key }, asked, { now, forgetBefore }) {
      const sql = `WITH old AS (DELETE FROM submissions WHERE answered < $6 AND (account, key) <> ($1, $2))
        INSERT INTO submissions AS s (account, key, fingerprint, answer, answered) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account, key) DO UPDATE SET
          fingerprint = CASE WHEN s.answered < $6 THEN excluded.fingerprint ELSE s.fingerprint END,
          answer = CASE WHEN s.answered < $6 THEN excluded.answer ELSE s.answer END,
          answered = CASE WHEN s.answered < $6 THEN excluded.answered ELSE s.answered END
        RETURNING fingerprint, answer`
      const [bound] = await database.writes.all(sql, account, key, asked, NO_ANSWER, now, forgetBefore)
      const { fingerprint, answer } = row.parse(bound)
      return answer === NO_ANSWER ? { fingerprint } : { fingerprint, answer: answerText.parse(JSON.parse(answer)) }
    },
    async keep({ account, key }, { fingerprint, answer }) {
      const sql = `UPDATE submissions SET answer = $4
        WHERE account = $1 AND key = $2 AND fingerprint = $3 AND answer = $5`
      await database.writes.all(sql, account, key, fingerprint, JSON.stringify(answer), NO_ANSWER)
    },
  }
}
