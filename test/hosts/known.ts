import assert from 'node:assert/strict'

import type { KnownRepository, Outcome } from '../../src/hosts/facts.ts'

/** A repository that was never fetched, but for `fields`. */
export function toKnown(url: string, fields: Partial<KnownRepository> = {}): KnownRepository {
  return { url, id: undefined, validators: {}, lastCommitAt: undefined, wantsHistory: false, ...fields }
}

/** The answer of a question that found what it asked for. @throws AssertionError showing any other outcome. */
export function requireFound<Facts>(outcome: Outcome<Facts> | undefined): Extract<Outcome<Facts>, { kind: 'found' }> {
  assert.ok(outcome?.kind === 'found', JSON.stringify(outcome))
  return outcome
}
